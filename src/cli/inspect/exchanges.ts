// `mock inspect --exchanges`: one line each, written while they are read.

import type { ListedExchange } from '../../store/reading/listing.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';
import { pc } from '../colours.ts';
import { oneLine } from '../visible.ts';
import { print, printJson } from './output.ts';
import { shorten } from './shorten.ts';

/** Lines that are written at once. */
const BLOCK_LINES = 100;
const LEAST_STATEMENT_CHARS = 20;

export async function listExchanges(
  reader: RecordingFileReader,
  isJson: boolean,
  isWanted: (exchange: ListedExchange) => boolean,
): Promise<void> {
  if (isJson) {
    for (const exchange of reader.listExchanges()) if (isWanted(exchange)) await printJson(exchangeJson(exchange));
    return;
  }
  const columns = process.stdout.isTTY ? process.stdout.columns : null;
  let block = [pc.bold(line('exchange', 'session', 'ms', 'outcome', 'command', 'statement', columns))];
  for (const exchange of reader.listExchanges()) {
    if (!isWanted(exchange)) continue;
    block.push(exchangeLine(exchange, columns));
    if (block.length < BLOCK_LINES) continue;
    await print(block.join('\n'));
    block = [];
  }
  if (block.length > 0) await print(block.join('\n'));
}

/** All facts of an exchange; its request only where the statement does not say it all. */
export function exchangeJson({ id, parameters, ...facts }: ListedExchange): Record<string, unknown> {
  return { exchange: id, ...facts, parameters: parameters === null ? null : parsed(parameters) };
}

/** Numbers above 2^53 stay exact as text. */
function parsed(json: string): unknown {
  return JSON.parse(json.replace(/("int":)(-?\d{16,})(?=[,}])/g, '$1"$2"'));
}

function exchangeLine(exchange: ListedExchange, columns: number | null): string {
  const { id, session, lastByteUs, command } = exchange;
  const what = `${exchange.sql ?? ''}${exchange.parameters === null ? '' : `  ${exchange.parameters}`}`;
  const ms = (lastByteUs / 1000).toFixed(1);
  const text = line(String(id), String(session), ms, outcomeOf(exchange), command.replace(/^COM_/, ''), what, columns);
  if (exchange.gap !== null) return pc.yellow(text);
  return exchange.outcome === 'error' ? pc.red(text) : text;
}

/** `3 rows`, `2 affected`, `error 1064`; a gap before all else. */
export function outcomeOf({ gap, outcome, rows, affectedRows, errorCode }: ListedExchange): string {
  if (gap !== null) return 'gap';
  switch (outcome) {
    case 'resultset':
      return rows === 1 ? '1 row' : `${rows ?? 0} rows`;
    case 'error':
      return `error ${errorCode ?? ''}`;
    case 'ok':
      return affectedRows !== null && affectedRows > 0n ? `${affectedRows} affected` : 'ok';
    default:
      return outcome;
  }
}

/** Right-aligned numbers, then words; the statement takes what is left of the terminal's width. */
function line(
  id: string,
  session: string,
  ms: string,
  outcome: string,
  command: string,
  statement: string,
  columns: number | null,
): string {
  const head = `${id.padStart(8)} ${session.padStart(7)} ${ms.padStart(8)}  ${outcome.padEnd(12)} ${command.padEnd(13)} `;
  const text = oneLine(statement.replace(/\s+/g, ' ').trim());
  const shown = columns === null ? text : shorten(text, Math.max(columns - head.length, LEAST_STATEMENT_CHARS));
  return (head + shown).trimEnd();
}
