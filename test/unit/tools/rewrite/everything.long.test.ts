// Whatever makes a recording of another one carries all that it holds: every table of the schema, also those of later versions.

import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { redactFile } from '../../../../src/tools/redact/redact-file.ts';
import { parseRules } from '../../../../src/tools/redact/rules.ts';
import { mergeFiles } from '../../../../src/tools/rewrite/merge.ts';
import { pruneFile } from '../../../../src/tools/rewrite/prune.ts';
import { loadFile } from '../../../../src/tools/text/files.ts';
import { dumpRecording } from '../../../../src/tools/text/writing/dump.ts';
import { edited, opened, temporaryFile } from '../../../support/edited-recording.ts';

/** Of what a recording says of itself, these two are of the file. */
const OF_THE_FILE = "key NOT IN ('created', 'sealed_at', 'content_digest', 'meta_digest')";

/** The sample recording with something of everything. */
function everything(): string {
  const source = edited((text) =>
    text
      .replace('\nsession 1\n', '\nvariables variables-1\ntables tables-1\n\nsession 1\n')
      .replace("'Lamp'            | 39.90  |", `'${'Lamp'.repeat(100_000)}' | 39.90 |`)
      .replace(
        'COM_QUERY\n    | SELECT COUNT(*) AS orders',
        "COM_QUERY\n    scope 'checkout'\n    | SELECT COUNT(*) AS orders",
      )
      .replace('COM_STMT_EXECUTE\n    # | SELECT name', "COM_STMT_EXECUTE\n    scope 'checkout'\n    # | SELECT name")
      .replace(/(session 3[\s\S]*?COM_QUERY\n)([\s\S]*?)( {4}=>)/, '$1$2    gap secret\n$3')
      .concat(
        "\ndefine variables-1\n  variable 'autocommit' '1' type 8 flags 128 length 1 decimals 0 charset 63\n",
        "  variable 'init_file' NULL type 253 flags 0 length 0 decimals 31 charset 45\n",
        "\ndefine tables-1\n  table 'shop' 'products' '0123456789abcdef0123456789abcdef'\n    has 'base table'\n",
        "    has 'column id int not null'\n",
      ),
  );
  // in scopes of their own exchanges need not keep the order that they had to keep before
  const settled = temporaryFile('settled.db');
  throughText(source, settled);
  return settled;
}

function throughText(source: string, output: string): void {
  const text = temporaryFile('text');
  writeFileSync(text, [...dumpRecording(opened(source))].join('\n'));
  loadFile(text, output, false);
}

/** All rows of all tables, by the table's name. */
function contentOf(file: string): Record<string, unknown[]> {
  const db = new Database(file, { readonly: true });
  const tables = db
    .prepare<[], string>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .pluck()
    .all();
  const rows = (table: string) => {
    const where = table === 'meta' ? `WHERE ${OF_THE_FILE}` : '';
    const all = db.prepare<[], unknown[]>(`SELECT * FROM ${table} ${where}`).raw().all();
    return table === 'response_chunk' ? joined(all) : all.map((row) => row.map(shown));
  };
  const content = Object.fromEntries(tables.map((table) => [table, rows(table)]));
  db.close();
  return content;
}

/** Where chunks are cut depends on how their bytes came. */
function joined(rows: readonly unknown[][]): unknown[] {
  const responses = new Map<unknown, Buffer[]>();
  for (const [response, , bytes] of rows) {
    responses.set(response, [...(responses.get(response) ?? []), bytes as Buffer]);
  }
  return [...responses].map(([response, chunks]) => [response, shown(Buffer.concat(chunks))]);
}

function shown(value: unknown): unknown {
  return Buffer.isBuffer(value) ? `${value.length} bytes ${createHash('sha256').update(value).digest('hex')}` : value;
}

test('the recording that is copied has rows in every table', () => {
  const empty = Object.entries(contentOf(everything())).filter(([, rows]) => rows.length === 0);
  expect(empty).toEqual([]);
});

test.each([
  ['load of dump', throughText],
  ['merge', (source: string, output: string) => mergeFiles([source], output, false)],
  [
    'prune',
    (source: string, output: string) => {
      const report = temporaryFile('report.json');
      writeFileSync(report, '{"unused": []}');
      pruneFile(source, report, output, false);
    },
  ],
  [
    'redact',
    (source: string, output: string) => {
      const rules = parseRules('{"rules": [{"pattern": "there is nothing like it", "fixed": ""}]}', 'rules.json');
      redactFile(source, output, { rules, key: Buffer.alloc(0), isOverwrite: false });
    },
  ],
])('%s keeps it all', (_name, copy) => {
  const source = everything();
  const output = temporaryFile('copy.db');
  copy(source, output);
  const [before, after] = [contentOf(source), contentOf(output)];
  expect(Object.keys(after)).toEqual(Object.keys(before));
  for (const [table, rows] of Object.entries(before)) expect(after[table], table).toEqual(rows);
});
