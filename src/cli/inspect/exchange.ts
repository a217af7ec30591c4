// `mock inspect --exchange N`: one exchange with its statement, parameters, facts, and what the server answered.

import { MockError } from '../../core/errors.ts';
import { charsetOfCollation } from '../../mysql/constants/collations.ts';
import { columnTypeName } from '../../mysql/constants/column-types.ts';
import type { ColumnDefinition } from '../../mysql/packets/column-definition.ts';
import type { ListedExchange } from '../../store/reading/listing.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';
import { cellJson } from '../../tools/history/cell.ts';
import { isOfX } from '../../tools/history/is-of-x.ts';
import { type Result, resultsOf } from '../../tools/history/results.ts';
import { pc } from '../colours.ts';
import { formatBytes, plural } from '../format.ts';
import { oneLine } from '../visible.ts';
import { exchangeJson, outcomeOf } from './exchanges.ts';
import { print, printJson } from './output.ts';
import { renderTable } from './table.ts';

/** @throws MockError `USAGE` where the recording has no such exchange */
export async function showExchange(
  reader: RecordingFileReader,
  id: number,
  rows: number,
  isJson: boolean,
): Promise<void> {
  const exchange = reader.exchange(id);
  if (exchange === null) {
    throw new MockError('USAGE', `${reader.path} has no exchange ${id}: see mock inspect --exchanges for those it has`);
  }
  if (isOfX(exchange)) return await showXExchange(reader, exchange, rows, isJson);
  const answers = resultsOf(reader, exchange, rows);
  if (isJson) await printJson({ ...exchangeJson(exchange), results: answers.map(answerJson) });
  else await print([...factLines(exchange), ...answers.flatMap(answerLines)].join('\n'));
}

/** The commands of the X Protocol are named otherwise, and so are their answers. */
async function showXExchange(
  reader: RecordingFileReader,
  exchange: ListedExchange,
  rows: number,
  isJson: boolean,
): Promise<void> {
  const { xAnswerJson, xAnswerLines, xResultsOf } = await import('./x-answer.ts');
  const answers = xResultsOf(reader, exchange, rows);
  if (isJson) await printJson({ ...exchangeJson(exchange), results: answers.map(xAnswerJson) });
  else await print([...factLines(exchange), ...answers.flatMap(xAnswerLines)].join('\n'));
}

function factLines(exchange: ListedExchange): string[] {
  const { sql, parameters, database, gap, errorMessage, sqlState, lastInsertId, warnings, bytes } = exchange;
  const [first, last] = [exchange.firstByteUs, exchange.lastByteUs].map((us) => `${(us / 1000).toFixed(1)} ms`);
  const began = new Date(exchange.startedAtUs / 1000).toISOString();
  const outcome = [
    outcomeOf(exchange) === 'gap' ? exchange.outcome : outcomeOf(exchange),
    errorMessage === null ? '' : `(${sqlState ?? '-'}) ${oneLine(errorMessage)}`,
    lastInsertId === null || lastInsertId === 0n ? '' : `last insert id ${lastInsertId}`,
    warnings === null || warnings === 0 ? '' : plural(warnings, 'warning'),
  ];
  const facts: (readonly [string, string | null])[] = [
    ['exchange', `${exchange.id}, the ${ordinal(exchange.ordinal)} of session ${exchange.session}`],
    ['command', exchange.command],
    ['database', database === '' ? null : database],
    ['statement', sql],
    ['prepared', exchange.prepareExchange === null ? null : `by exchange ${exchange.prepareExchange}`],
    ['parameters', parameters],
    ['outcome', outcome.filter((part) => part !== '').join(', ')],
    ['gap', gap],
    ['time', `${began}; first byte after ${first}, last after ${last}`],
    ['response', exchange.responseId === null ? 'none' : `${exchange.responseId}, ${formatBytes(bytes)}`],
    ['fingerprint', exchange.fingerprint ?? 'none: it is never matched'],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [`${pc.bold(name.padEnd(11))} ${indented(value)}`]));
}

/** A statement of several lines stands below its first one. */
function indented(text: string): string {
  return text
    .split('\n')
    .map(oneLine)
    .join(`\n${' '.repeat(12)}`);
}

function ordinal(n: number): string {
  const ending = n % 100 >= 11 && n % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${ending}`;
}

function answerLines(answer: Result): string[] {
  switch (answer.kind) {
    case 'rows': {
      const { columns, rows, rowCount } = answer;
      const rest = rowCount - rows.length;
      const table = renderTable(columns.map(nameOf), rows);
      return ['', table, `${plural(rowCount, 'row')}${rest === 0 ? '' : `, ${rest} of them not shown (--rows)`}`];
    }
    case 'ok': {
      const { affectedRows, info } = answer.ok;
      return [
        '',
        `OK, ${affectedRows} affected${info === null || info.length === 0 ? '' : `: ${oneLine(info.toString('utf8'))}`}`,
      ];
    }
    case 'error':
      return [
        '',
        `ERROR ${answer.error.code} (${oneLine(answer.error.sqlState ?? '-')}): ${oneLine(answer.error.message.toString('utf8'))}`,
      ];
    case 'prepared':
      return [
        '',
        `prepared: ${plural(answer.prepared.parameters, 'parameter')}, ${plural(answer.prepared.columns, 'column')}`,
      ];
    case 'definitions':
      return [
        `${answer.of}: ${answer.columns.map((column) => `${oneLine(nameOf(column))} ${columnTypeName(column.type)}`).join(', ')}`,
      ];
    case 'local_infile':
      return ['', `the server asked for the client's file ${oneLine(answer.file.toString('utf8'))}`];
    case 'text':
      return ['', answer.text.toString('utf8').split('\n').map(oneLine).join('\n')];
    case 'undecodable':
      return ['', pc.yellow(`what follows cannot be decoded: ${oneLine(answer.reason)}`)];
  }
}

function answerJson(answer: Result): Record<string, unknown> {
  switch (answer.kind) {
    case 'rows':
      return {
        columns: answer.columns.map(columnJson),
        rowCount: answer.rowCount,
        rows: answer.rows.map((row) => row.map(cellJson)),
      };
    case 'ok': {
      const { affectedRows, lastInsertId, status, warnings, info } = answer.ok;
      return { ok: { affectedRows, lastInsertId, status, warnings, info: info?.toString('utf8') ?? null } };
    }
    case 'error':
      return { error: { ...answer.error, message: answer.error.message.toString('utf8') } };
    case 'prepared':
      return { prepared: answer.prepared };
    case 'definitions':
      return { [answer.of]: answer.columns.map(columnJson) };
    case 'local_infile':
      return { localInfile: answer.file.toString('utf8') };
    case 'text':
      return { text: answer.text.toString('utf8') };
    case 'undecodable':
      return { undecodable: answer.reason };
  }
}

function nameOf(column: ColumnDefinition): string {
  return column.name.toString('utf8');
}

function columnJson(column: ColumnDefinition): Record<string, unknown> {
  const charset = charsetOfCollation(column.charset)?.name ?? null;
  return {
    name: nameOf(column),
    type: columnTypeName(column.type),
    charset,
    table: column.originalTable.toString('utf8'),
  };
}
