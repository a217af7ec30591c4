// What a miss says: one line for the client, and the whole of it for whoever asks further. Where nothing but values that
// are new at every run differs, the rule that lets them stand for each other is said with it.

import { freshRuleFor } from './fresh-rule.ts';
import type { Miss, MissReason, Nearest } from './misses.ts';

/** MySQL cuts its messages at 512 bytes (MYSQL_ERRMSG_SIZE). */
const MESSAGE_CHARS = 500;
const STATEMENT_CHARS = 160;
/** However little room there is. */
const LEAST_DIFFERENCE_CHARS = 60;
const LEAST_STATEMENT_CHARS = 40;
const MORE = '; and more';
const SHOWN_DIFFERENCES = 50;

const WHAT: Readonly<Record<Exclude<MissReason, 'unknown scope'>, string>> = {
  unknown: 'no recorded answer to',
  'parameter differs': 'recorded only with other parameters',
  'other state': 'recorded only under other session settings',
  'out of order': 'recorded, but not at this place of the transaction or session',
  exhausted: 'all recorded answers are used up for',
  'other data': 'recorded only with other data',
  'new values': 'the answer depends on values that are new at every run',
  incomplete: 'the recorded answer is incomplete for',
  redacted: 'the recorded answer held a secret and was not kept for',
  'other file': 'the file sent by the client is not the recorded one for',
  'unknown login': 'no recorded session for',
};

/** One line for the client's ERR packet. */
export function missMessage(miss: Miss): string {
  if (miss.reason === 'unknown scope') return unknownScope(miss.scope, miss.nearestScopes);
  const { nearest } = miss;
  if (nearest === null) return shorten(headOf(miss, STATEMENT_CHARS), MESSAGE_CHARS);
  const rule = freshRuleFor(miss);
  const toDo = rule === null ? '' : `; ${rule.what}: ${rule.inline}`;
  const head = headOf(miss, rule === null ? STATEMENT_CHARS : STATEMENT_CHARS / 2);
  const near = `; nearest is exchange ${nearest.exchange}`;
  const room = MESSAGE_CHARS - head.length - near.length - toDo.length - '; '.length;
  const difference = listWithin(nearest.difference, Math.max(room, LEAST_DIFFERENCE_CHARS));
  const recorded = recordedWithin(miss, nearest, rule === null ? room - difference.length : 0);
  return shorten(`${head}${near}${recorded}; ${difference}${toDo}`, MESSAGE_CHARS);
}

function headOf({ reason, command, sql, parameters, database }: Miss, most: number): string {
  const asked = sql === null ? command : shorten(oneLine(sql), most);
  const bound = parameters === null ? '' : ` with ${shorten(parameters, most / 2)}`;
  return `mock: ${reason === 'unknown scope' ? reason : WHAT[reason]}: ${asked}${bound}${database === '' ? '' : ` [${database}]`}`;
}

/** The recorded statement, as far as there is room beside what differs, which says more; not where it is the one asked. */
function recordedWithin({ sql: asked }: Miss, { sql }: Nearest, room: number): string {
  const recorded = oneLine(sql);
  if (recorded === oneLine(asked ?? '') || room < LEAST_STATEMENT_CHARS) return '';
  return `: ${shorten(recorded, Math.min(room - ': '.length, STATEMENT_CHARS))}`;
}

/** A list that ends with one of its items. */
function listWithin(list: string, room: number): string {
  if (list.length <= room) return list;
  const end = list.lastIndexOf('; ', room - MORE.length);
  return end > 0 ? list.slice(0, end) + MORE : shorten(list, room);
}

function unknownScope(name: string, nearest: readonly string[]): string {
  const advice = nearest.length === 0 ? 'it has no named scopes' : `nearest: ${nearest.map(quoted).join(', ')}`;
  return `mock: the recording has no scope ${quoted(name)}; ${advice}`;
}

function quoted(name: string): string {
  return `'${name.slice(0, 80)}'`;
}

/** The whole of it, line by line: what SHOW WARNINGS answers behind a miss, beside the error itself. */
export function missDetails(miss: Miss): string[] {
  const { reason, sql, parameters, database, scope, state, nearest, nearestScopes } = miss;
  const lines = [`reason: ${reason}`];
  if (sql !== null) lines.push(`asked: ${sql}`);
  if (parameters !== null) lines.push(`with parameters: ${parameters}`);
  if (database !== '') lines.push(`in database: ${database}`);
  if (scope !== '') lines.push(`in scope: ${scope}`);
  if (state !== '') lines.push(`session: ${state}`);
  if (nearest !== null) {
    lines.push(`nearest is exchange ${nearest.exchange}: ${nearest.sql}`);
    if (nearest.parameters !== null) lines.push(`recorded with parameters: ${nearest.parameters}`);
    lines.push(...differenceLines(nearest));
  }
  const rule = freshRuleFor(miss);
  if (rule !== null) lines.push(`to do: ${rule.what}; as mock.config.yaml, or a file for --rules: ${rule.inline}`);
  if (nearestScopes.length > 0) lines.push(`scopes with names like it: ${nearestScopes.join(', ')}`);
  return lines;
}

/** Each place where they differ. */
function differenceLines({ difference, statements, state }: Nearest): string[] {
  const lines = statements.differences
    .slice(0, SHOWN_DIFFERENCES)
    .map(({ kind, asked, recorded }) =>
      kind === 'binding'
        ? `same value, given otherwise: asked ${asked}, recorded ${recorded}`
        : `differs: asked ${asked || 'nothing'}, recorded ${recorded || 'nothing'}`,
    );
  const rest = statements.differences.length - lines.length;
  if (rest > 0) lines.push(`… and ${rest} other differences`);
  if (lines.length === 0) lines.push(`difference: ${difference}`);
  lines.push(
    ...state.map(
      ({ name, asked, recorded }) => `session: ${name} is ${asked ?? 'not set'}, was ${recorded ?? 'not set'}`,
    ),
  );
  return lines;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
