import { expect, test } from 'vitest';
import { DigestTexts } from '../../../../src/sql/statement-digest.ts';
import { collectStats, DEFAULT_LIMITS } from '../../../../src/tools/stats/collect.ts';
import { statsMarkdown } from '../../../../src/tools/stats/markdown.ts';
import { statsSarif } from '../../../../src/tools/stats/sarif.ts';
import { loaded, opened, SAMPLE, textOf } from '../../../support/edited-recording.ts';

const digestTextOf = (sql: string) => new DigestTexts<string>().of(sql, (text) => text);

const rows = (count: number, value = 1) =>
  [
    '=>',
    'columns columns-71519fdea358',
    '| orders |',
    ...Array<string>(count).fill(`| ${value} |`),
    'end status 0x0022',
  ].join('\n');
const ask = (sql: string, answer = rows(1)) => `COM_QUERY\n| ${sql}\n${answer}`;

/** The sample's own columns are written with EOF packets. */
function recording(exchanges: readonly string[]): string {
  return loaded(
    textOf(exchanges).replace(/columns columns-71519fdea358\n/g, 'columns columns-71519fdea358 eof 0x0022\n'),
  );
}

test('puts statements together that differ in their values', () => {
  expect(digestTextOf("SELECT  a FROM t /* x */ WHERE b IN (1, 'x',2.5) AND c = 0x00;")).toBe(
    'SELECT a FROM t WHERE b IN (…) AND c = ?',
  );
  expect(digestTextOf('INSERT INTO t VALUES (1, 2), (3, 4),(5,6)')).toBe('INSERT INTO t VALUES (…)');
  expect(digestTextOf(`INSERT INTO t VALUES ${"(1, 'x'), ".repeat(9000)}(3, 'y')`)).toBe('INSERT INTO t VALUES (…)');
  expect(digestTextOf(`SELECT a FROM t WHERE b IN (${'17, '.repeat(9000)}3)`)).toBe('SELECT a FROM t WHERE b IN (…)');
});

test('counts statements, errors and rows', () => {
  const [stats] = collectStats(opened(SAMPLE));
  expect(stats).toMatchObject({ scope: '', queries: 28, errors: 4 });
  const orders = stats?.statements.find(({ text }) => text === 'SELECT COUNT(*) AS orders FROM orders');
  expect(orders).toMatchObject({ count: 3, rows: 3, errors: 0 });
});

test('finds n+1 groups, literals and duplicates', () => {
  const many = [1, 2, 3, 4, 5, 6].map((id) => ask(`SELECT name FROM products WHERE id = ${id}`, rows(1, id)));
  const same = [1, 2, 3].flatMap(() => [ask('SELECT 7'), ask('COMMIT', '=>\nok status 0x0002')]);
  const [stats] = collectStats(opened(recording([...many, ...same])));
  expect(stats?.findings.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
    'n+1: SELECT name FROM products WHERE id = ?',
    'duplicate: SELECT ?',
    'literals: SELECT name FROM products WHERE id = ?',
  ]);
  expect(stats?.findings[0]?.exchanges).toEqual([1, 2, 3, 4, 5, 6]);
});

test('finds reads without a limit that returned many rows, and exceeded budgets', () => {
  const file = recording([ask('SELECT a FROM t', rows(50)), ask('SELECT b FROM t LIMIT 50', rows(50))]);
  const [stats] = collectStats(opened(file), { ...DEFAULT_LIMITS, unlimitedRows: 40, maxQueries: 1 });
  expect(stats?.findings).toMatchObject([
    { kind: 'unlimited', text: 'SELECT a FROM t', message: 'returned 50 rows and has no LIMIT' },
    { kind: 'budget', message: '2 statements, and the budget is 1' },
  ]);
});

test('writes Markdown and SARIF', () => {
  const stats = collectStats(opened(SAMPLE), { ...DEFAULT_LIMITS, maxQueries: 1 });
  expect(statsMarkdown(stats)).toContain('| `SELECT COUNT(*) AS orders FROM orders` | 3 | 0 | 3 |');
  const sarif = JSON.parse(statsSarif(stats, './recordings/a b%.db'));
  expect(sarif).toMatchObject({ version: '2.1.0', runs: [{ results: [{ ruleId: 'budget', level: 'error' }] }] });
  const [{ tool, results }] = sarif.runs;
  expect(tool.driver.rules[results[0].ruleIndex].id).toBe('budget');
  expect(results[0].locations).toEqual([
    { physicalLocation: { artifactLocation: { uri: 'recordings/a%20b%25.db' }, region: { startLine: 1 } } },
  ]);
  expect(statsSarif(stats, '/a b.db')).toContain('"uri": "file:///a%20b.db"');
});
