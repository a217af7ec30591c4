import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { MissReport } from '../../../src/cli/miss-report.ts';
import type { Miss } from '../../../src/replay/misses/misses.ts';

const MISS: Miss = {
  ...{ time: '2026-01-01T00:00:00Z', connection: 1, before: [], reason: 'unknown', command: 'COM_QUERY' },
  ...{ sql: 'SELECT 1', parameters: null, database: 'shop', scope: '', state: '' },
  ...{ nearest: null, others: [], nearestScopes: [] },
};

function linesOf(misses: readonly Partial<Miss>[]): string[] {
  const report = new MissReport();
  for (const miss of misses) report.add({ ...MISS, ...miss });
  return report.lines().map(stripVTControlCharacters);
}

test('the same miss at another time and of another connection is counted, not told again', () => {
  const lines = linesOf([{}, { time: '2026-01-01T00:00:01Z', connection: 2 }, {}]);
  expect(lines.filter((line) => line.includes('SELECT 1'))).toHaveLength(1);
  expect(lines.join('\n')).toMatch(/\b3\b/);
});

test.each<Partial<Miss>>([
  { sql: 'SELECT 2' },
  { parameters: '(1)' },
  { database: 'other' },
  { scope: 'a' },
  { reason: 'order' as never },
])('another one is told beside it: %j', (other) => {
  expect(linesOf([{}, other]).length).toBeGreaterThan(linesOf([{}, {}]).length);
});

test('ten are told, of more their number', () => {
  const misses = (count: number) => Array.from({ length: count }, (_, at) => ({ sql: `SELECT ${at}` }));
  expect(linesOf(misses(10)).at(-1)).not.toContain('other miss');
  expect(linesOf(misses(11)).at(-1)).toBe('… and 1 other miss');
  expect(linesOf(misses(12)).at(-1)).toBe('… and 2 other misses');
  expect(linesOf([])).toEqual([]);
});
