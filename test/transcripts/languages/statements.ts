// The statements that every client sends, as a program in another language reads them from its standard input: three
// texts each, with a NUL behind every one: `section/name`, the SQL, and `refused` where it should be.
import { loadMissingFile, loadStatements } from '../fixture-files.ts';
import type { Target } from '../program.ts';
import { typeTables } from '../sql/column-types.ts';
import { severalStatements } from '../sql/several-statements.ts';
import type { Statement } from '../sql/statement.ts';
import { characterSetStatements, textStatements } from '../sql/text-statements.ts';

export function statementsInput(target: Target): string {
  const tables = typeTables(target.kind).map(({ name }) => ({ name, sql: `SELECT * FROM ${name} ORDER BY id` }));
  return [
    section('text', textStatements(target.kind)),
    section('charset', characterSetStatements),
    // one query of each table, to be prepared
    section('table', tables),
    section('several', severalStatements),
    section('load', [...loadStatements(target.files), loadMissingFile(target.files)]),
  ].join('');
}

function section(name: string, statements: readonly Statement[]): string {
  return statements
    .map((statement) => `${name}/${statement.name}\0${statement.sql}\0${statement.isRefused ? 'refused' : ''}\0`)
    .join('');
}
