// `mock inspect --sql`: SQL on the recording itself.

import { type QueryValue, queryRecording } from '../../store/reading/query.ts';
import type { Cell } from '../../tools/history/cell.ts';
import { print, printJson } from './output.ts';
import { renderTable } from './table.ts';

/** A table needs all of its rows at once; longer results come as several tables. */
const TABLE_ROWS = 1000;

export async function showQuery(file: string, sql: string, isJson: boolean): Promise<void> {
  // whoever started us with a channel counts from here
  process.send?.('asked');
  const { columns, rows } = queryRecording(file, sql);
  if (isJson) {
    for (const row of rows) await printJson(Object.fromEntries(columns.map((name, index) => [name, row[index]])));
    return;
  }
  let block: Cell[][] = [];
  let count = 0;
  for (const row of rows) {
    block.push(row.map(toCell));
    count++;
    if (block.length < TABLE_ROWS) continue;
    await print(renderTable(columns, block));
    block = [];
  }
  if (block.length > 0 || count === 0) await print(renderTable(columns, block));
}

function toCell(value: QueryValue): Cell {
  if (value === null) return { kind: 'null' };
  if (Buffer.isBuffer(value)) return { kind: 'hex', bytes: value };
  return typeof value === 'string' ? { kind: 'text', text: value } : { kind: 'number', text: String(value) };
}
