// The files that LOAD DATA LOCAL INFILE sends, in a folder of their own.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Statement, statements } from './sql/statement.ts';

export interface FixtureFiles extends AsyncDisposable {
  readonly folder: string;
}

export async function writeFixtureFiles(): Promise<FixtureFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'mock-transcripts-'));
  const many = Array.from({ length: 40_000 }, (_, index) => `${index + 1000}\t${'é😀'.repeat(12)}\n`).join('');
  const files = {
    'rows.tsv': '1\tone\n2\t\\N\n3\tdrei é😀\n',
    'empty.tsv': '',
    // a missing column, a number that is none, a column too many, a key that is there already
    'faulty.tsv': '10\nx\ttext\n12\tb\ttoo many\n1\tagain\n',
    'many.tsv': many,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** The statements that load them; a client that needs more than the statement for it adds that. */
export function loadStatements(folder: string): Statement[] {
  const load = (file: string) =>
    `LOAD DATA LOCAL INFILE '${join(folder, file)}' INTO TABLE loaded CHARACTER SET utf8mb4`;
  return [
    ...statements('load', 'CREATE TABLE loaded (id INT PRIMARY KEY, content VARCHAR(100)) CHARACTER SET utf8mb4'),
    { name: 'load: rows', sql: load('rows.tsv') },
    { name: 'load: an empty file', sql: load('empty.tsv') },
    { name: 'load: with warnings', sql: load('faulty.tsv') },
    { name: 'load: the warnings', sql: 'SHOW WARNINGS' },
    { name: 'load: several packets', sql: load('many.tsv') },
    { name: 'load: what has arrived', sql: 'SELECT COUNT(*), SUM(id), MAX(content) FROM loaded' },
    { name: 'load: into no table', sql: load('rows.tsv').replace('TABLE loaded', 'TABLE missing'), isRefused: true },
  ];
}

export function loadMissingFile(folder: string): Statement {
  return {
    name: 'load: a missing file',
    sql: `LOAD DATA LOCAL INFILE '${join(folder, 'missing.tsv')}' INTO TABLE loaded`,
    isRefused: true,
  };
}
