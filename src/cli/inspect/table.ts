// Tables for a terminal or a file: values on one line each, and cut where they would not fit.

import Table from 'cli-table3';
import type { Cell } from '../../tools/history/cell.ts';
import { pc } from '../colours.ts';
import { oneLine } from '../visible.ts';
import { shorten } from './shorten.ts';

/** Longest text of a cell, in characters. */
const CELL_CHARS = 60;
const HEX_BYTES = 16;

export function renderTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const table = new Table({
    head: head.map((name) => pc.bold(oneLine(name))),
    colAligns: head.map((_, index) => (rows.some((row) => row[index]?.kind === 'number') ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push(row.map(cellText));
  return table.toString();
}

/** NULL is dimmed, and the text `NULL` stands in quotes. */
function cellText(cell: Cell): string {
  switch (cell.kind) {
    case 'null':
      return pc.dim('NULL');
    case 'number':
      return oneLine(cell.text);
    case 'text':
      return cell.text === 'NULL' ? "'NULL'" : shorten(oneLine(cell.text), CELL_CHARS);
    case 'hex': {
      const { length } = cell.bytes;
      const hex = `0x${cell.bytes.toString('hex', 0, HEX_BYTES)}`;
      return length <= HEX_BYTES ? hex : `${hex}… ${pc.dim(`(${length} bytes)`)}`;
    }
  }
}
