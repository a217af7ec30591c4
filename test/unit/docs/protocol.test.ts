// docs/protocol.md names a test in every row of its tables: each of them must be there.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');
const text = readFileSync(join(root, 'docs', 'protocol.md'), 'utf8');
const integrationTests = readdirSync(join(root, 'test', 'integration')).filter((name) => name.endsWith('.test.ts'));

interface Row {
  readonly name: string;
  readonly references: readonly string[];
}

/** Rows of the tables whose last column is headed `test`. */
function testedRows(): Row[] {
  return text
    .split(/\n\n+/)
    .map((block) => block.split('\n').filter((line) => line.startsWith('|')))
    .filter(([head]) => head !== undefined && cells(head).at(-1) === 'test')
    .flatMap((table) => table.slice(2).map(cells))
    .map((row) => ({ name: row[0] ?? '', references: (row.at(-1) ?? '').split(';').map((one) => one.trim()) }));
}

function cells(line: string): string[] {
  return line
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());
}

/** Paths of the test files that a reference means. */
function filesOf(name: string): string[] {
  if (name.startsWith('unit/') || name.startsWith('e2e/')) return [join(root, 'test', `${name}.test.ts`)];
  const pattern = new RegExp(`^${name.replaceAll('*', '.*')}\\.test\\.ts$`);
  return integrationTests.filter((file) => pattern.test(file)).map((file) => join(root, 'test', 'integration', file));
}

/** What is wrong with a reference; null where its test is there. */
function faultOf(reference: string): string | null {
  const [name = '', title] = reference.split(/: /, 2);
  const files = filesOf(name);
  if (name === '' || files.length === 0) return `there is no test file ${JSON.stringify(name)}`;
  const sources = files.map((file) => readFileSync(file, 'utf8'));
  const isThere = title === undefined || sources.some((source) => source.includes(title));
  return isThere ? null : `${name} has nothing called ${JSON.stringify(title)}`;
}

describe('docs/protocol.md', () => {
  const rows = testedRows();

  test('has its tables', () => {
    expect(rows.length).toBeGreaterThan(90);
  });

  test.each(rows)('a test tells of: $name', ({ references }) => {
    expect(references.map(faultOf).filter((fault) => fault !== null)).toEqual([]);
  });
});
