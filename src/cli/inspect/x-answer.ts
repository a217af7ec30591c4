// What a server said over the X Protocol, for `mock inspect --exchange N`.

import { cellJson } from '../../tools/history/cell.ts';
import { type XResult, xColumnName, xColumnType } from '../../tools/history/x-results.ts';
import { pc } from '../colours.ts';

export { xResultsOf } from '../../tools/history/x-results.ts';

import type { ResultsetColumnMetaData } from '../../mysqlx/messages/schema.ts';
import { plural } from '../format.ts';
import { oneLine } from '../visible.ts';
import { renderTable } from './table.ts';

export function xAnswerLines(answer: XResult): string[] {
  switch (answer.kind) {
    case 'rows': {
      const { columns, rows, rowCount } = answer;
      const rest = rowCount - rows.length;
      const names =
        columns.length > 0 ? columns.map(xColumnName) : (rows[0] ?? []).map((_, index) => `field ${index + 1}`);
      const count = `${plural(rowCount, 'row')}${rest === 0 ? '' : `, ${rest} of them not shown (--rows)`}`;
      return ['', renderTable(names, rows), count];
    }
    case 'suspended':
      return ['the cursor has more'];
    case 'notice':
      return [`notice: ${oneLine(answer.text)}`];
    case 'ok':
      return ['', `OK${answer.message === '' ? '' : `: ${oneLine(answer.message)}`}`];
    case 'error': {
      const { code, sqlState, msg } = answer.error;
      return ['', `ERROR ${code} (${oneLine(sqlState)}): ${oneLine(msg)}`];
    }
    case 'undecodable':
      return ['', pc.yellow(`what follows cannot be decoded: ${oneLine(answer.reason)}`)];
  }
}

export function xAnswerJson(answer: XResult): Record<string, unknown> {
  switch (answer.kind) {
    case 'rows':
      return {
        columns: answer.columns.map(columnJson),
        rowCount: answer.rowCount,
        rows: answer.rows.map((row) => row.map(cellJson)),
      };
    case 'suspended':
      return { suspended: true };
    case 'notice':
      return { notice: answer.text };
    case 'ok':
      return { ok: { message: answer.message } };
    case 'error': {
      const { code, sqlState, msg } = answer.error;
      return { error: { code, sqlState, message: msg } };
    }
    case 'undecodable':
      return { undecodable: answer.reason };
  }
}

function columnJson(column: ResultsetColumnMetaData, index: number): Record<string, unknown> {
  return {
    name: xColumnName(column, index),
    type: xColumnType(column),
    table: column.originalTable?.toString('utf8') ?? '',
  };
}
