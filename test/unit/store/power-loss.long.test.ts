// What is there after kill -9, and after the power went, at moments drawn by chance; and what a full or broken disk leaves.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { randomOf } from '../../torture/damage.ts';
import { countWhole, filesAt, keptAt, traceWriter, type Written } from '../../torture/power-loss.ts';
import { temporaryPath } from './sample.ts';

const MOMENTS = Number(process.env['MOCK_TORTURE_MOMENTS'] ?? 4);
const isTorture = process.env['MOCK_TORTURE_MOMENTS'] !== undefined;
const hasStrace = spawnSync('strace', ['-e', 'trace=none', 'true']).status === 0;

/** Cuts the writing off at so many moments; calls `look` with what was there and what had been promised. */
function cutOff(
  { operations }: Written,
  random: (() => number) | null,
  look: (there: number, kept: number) => void,
): void {
  const draw = randomOf(MOMENTS);
  // in memory where that can be had: what is opened is finished, which syncs
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'mock-cut-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const first = operations.findIndex(({ kind }) => kind === 'kept');
  for (let n = 0; n < MOMENTS; n++) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    const end = first + Math.floor(draw() * (operations.length - first)) + 1;
    filesAt(operations, end, join(folder, 'x.db'), random);
    look(countWhole(join(folder, 'x.db')), keptAt(operations, end));
  }
}

test.skipIf(!hasStrace || !isTorture)(
  `at ${MOMENTS} moments kill -9 costs nothing that was committed, and the power only what was not synced`,
  () => {
    const path = temporaryPath();
    const written = traceWriter(path, false);
    cutOff(written, null, (there, kept) => expect(there).toBeGreaterThanOrEqual(kept));
    const lost: number[] = [];
    cutOff(written, randomOf(1), (there, kept) => lost.push(Math.max(0, kept - there)));
    expect(written.operations.filter(({ kind }) => kind === 'sync').length).toBeGreaterThan(2);
    if (process.env['MOCK_TORTURE_MOMENTS'] !== undefined)
      console.log('exchanges lost with the power', Math.max(...lost));
  },
);

test.skipIf(!hasStrace)(`durable: at ${MOMENTS} moments the power costs nothing that was promised`, () => {
  const path = temporaryPath();
  const written = traceWriter(path, true);
  cutOff(written, randomOf(2), (there, kept) => expect(there).toBeGreaterThanOrEqual(kept));
});

test.skipIf(!hasStrace || !isTorture).each(['EIO', 'ENOSPC'])(
  '%s ends the writing with an error, and leaves what was committed',
  (code) => {
    const path = temporaryPath();
    const { said, operations } = traceWriter(path, false, `pwrite64:error=${code}:when=150+`);
    expect(said).toMatch(/^failed: cannot write .*x\.db: (?:disk I\/O error|database or disk is full)$/m);
    expect(countWhole(path)).toBeGreaterThanOrEqual(keptAt(operations, operations.length));
  },
);
