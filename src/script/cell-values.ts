// What a cell is as a value of its column's type, whatever protocol carries it.

import type { Cell } from './answer.ts';
import { ScriptFailure } from './script-failure.ts';

type Value = Exclude<Cell, null>;

export function textOf(cell: Value): string {
  return typeof cell === 'object' ? Buffer.from(cell).toString('utf8') : String(cell);
}

export function bytesOf(cell: Value): Buffer {
  return typeof cell === 'object' ? Buffer.from(cell) : Buffer.from(String(cell));
}

/** As MySQL reads a number from text: as far as digits go, 0 where there are none. */
export function wholeNumber(cell: Value): bigint {
  if (typeof cell === 'bigint') return cell;
  if (typeof cell === 'number') return Number.isFinite(cell) ? BigInt(Math.trunc(cell)) : 0n;
  const text = textOf(cell).trim();
  if (text === 'true') return 1n;
  return BigInt(/^[-+]?\d+/.exec(text)?.[0].replace('+', '') ?? 0);
}

export function floating(cell: Value): number {
  return typeof cell === 'number' ? cell : Number.parseFloat(textOf(cell)) || 0;
}

const DATETIME = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,6}))?)?Z?)?$/;
const TIME = /^(-?)(\d{1,3}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,6}))?)?$/;

/** `YYYY-MM-DD hh:mm:ss`, with `.ffffff` where the text has a fraction. @throws ScriptFailure */
export function datetime(text: string): string {
  const match = DATETIME.exec(text);
  if (match === null)
    throw new ScriptFailure(`'${text}' is no date: expected YYYY-MM-DD or YYYY-MM-DD hh:mm:ss.ffffff`);
  const [year, month, day, hour = '00', minute = '00', second = '00', fraction] = match.slice(1);
  const micros = fraction === undefined ? '' : `.${fraction.padEnd(6, '0')}`;
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}${micros}`;
}

/** `hh:mm:ss`, with `.ffffff` where the text has a fraction. @throws ScriptFailure */
export function time(text: string): string {
  const match = TIME.exec(text);
  if (match === null) throw new ScriptFailure(`'${text}' is no time: expected hh:mm:ss.ffffff`);
  const [sign = '', hours, minutes, seconds = '00', fraction] = match.slice(1);
  const micros = fraction === undefined ? '' : `.${fraction.padEnd(6, '0')}`;
  return `${sign}${two(hours)}:${two(minutes)}:${two(seconds)}${micros}`;
}

function two(digits = '0'): string {
  return digits.padStart(2, '0');
}
