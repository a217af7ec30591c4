// docs/architecture.md says how many lines each room has, and why: rounded, and true within a tenth.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const SRC = join(ROOT, 'src');
const WITHIN = 0.1;
/** Rooms of fewer lines may move by so many. */
const AT_LEAST = 100;

const linesOf = (room: string) =>
  readdirSync(join(SRC, room), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .reduce((sum, path) => sum + readFileSync(join(SRC, room, path), 'utf8').split('\n').length - 1, 0);

test('the lines of each room are as docs/architecture.md has them', () => {
  const text = readFileSync(join(ROOT, 'docs', 'architecture.md'), 'utf8');
  const section = text.slice(text.indexOf('## Lines by room')).split('\n## ')[0] ?? '';
  const told = new Map(
    [...section.matchAll(/^\| `(\w[\w-]*)` \| [^|]+ \| ([\d,]+) \|/gm)].map(([, room = '', lines = '']) => [
      room,
      Number(lines.replaceAll(',', '')),
    ]),
  );
  const rooms = readdirSync(SRC, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const stale = rooms.flatMap(({ name }) => {
    const [is, says] = [linesOf(name), told.get(name) ?? 0];
    return Math.abs(is - says) > Math.max(AT_LEAST, is * WITHIN) ? [`${name}: ${is} lines, not ${says}`] : [];
  });
  expect(stale).toEqual([]);
  expect([...told.keys()].sort()).toEqual(rooms.map(({ name }) => name).sort());
});
