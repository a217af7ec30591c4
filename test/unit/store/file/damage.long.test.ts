// The short form of what `npm run test:torture` does with damaged recordings.

import { expect, test } from 'vitest';
import { edited, temporaryFile } from '../../../support/edited-recording.ts';
import { EDITS, editRows, flipBytes, judge, judgePlayed, randomOf, truthOf } from '../../../torture/damage.ts';
import { DAMAGES, damage } from '../../../torture/damage-more.ts';

const FLIPPED = Number(process.env['MOCK_TORTURE_FLIPPED'] ?? 16);
/** A busy machine is slow, not stuck. */
const STUCK_MS = 30_000;
/** Of each kind. */
const MORE = Number(process.env['MOCK_TORTURE_MORE'] ?? 1);
const EDITED = Number(process.env['MOCK_TORTURE_EDITED'] ?? Object.keys(EDITS).length);

test(`of ${FLIPPED} recordings with flipped bytes and ${EDITED} with edited rows none answers wrongly`, {
  timeout: process.env['MOCK_TORTURE_FLIPPED'] === undefined ? 300_000 : 1_200_000,
}, async () => {
  const file = edited((text) => text);
  const truth = truthOf(file);
  expect([judge(file, truth), await judgePlayed(file, file)]).toEqual(['right', 'right']);
  const random = randomOf(Number(process.env['MOCK_TORTURE_SEED'] ?? 20261129));
  const counts: Record<string, number> = { refused: 0, missed: 0, right: 0 };
  const wrong: string[] = [];
  const variant = temporaryFile('variant.db');
  const look = async (name: string) => {
    const began = performance.now();
    const verdict = judge(variant, truth);
    const played = await judgePlayed(file, variant);
    if (typeof verdict !== 'string') wrong.push(`${name}: ${verdict.wrong}`);
    else if (typeof played !== 'string') wrong.push(`${name}, played: ${played.wrong}`);
    else counts[played] = (counts[played] ?? 0) + 1;
    if (performance.now() - began > STUCK_MS)
      wrong.push(`${name}: it took ${Math.round(performance.now() - began)} ms`);
  };
  for (let n = 0; n < FLIPPED; n++) {
    flipBytes(file, variant, random);
    await look(`flipped ${n}`);
  }
  const names = Object.keys(EDITS);
  for (let n = 0; n < EDITED; n++) {
    const name = names[n % names.length] ?? '';
    editRows(file, variant, name, random);
    await look(`edited ${n}, ${name}`);
  }
  for (const name of Object.keys(DAMAGES)) {
    for (let n = 0; n < MORE; n++) {
      damage(file, variant, name, random);
      await look(`damaged ${n}, ${name}`);
    }
  }
  damage(file, variant, '', random);
  if (process.env['MOCK_TORTURE_FLIPPED'] !== undefined) console.log('damaged recordings', counts);
  expect(wrong.join('\n')).toBe('');
  expect(counts['missed']).toBeGreaterThan(0);
});
