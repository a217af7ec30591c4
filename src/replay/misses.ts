// What a client, a log and a report hear of a command that the recording has no answer to.

import type { Command } from '../domain/command.ts';
import type { RecordingReader } from '../domain/recording.ts';
import { describeDifference } from '../fingerprint/explain-difference.ts';
import { formatParameters } from '../fingerprint/format-parameters.ts';
import { maskSecrets } from '../fingerprint/mask-secrets.ts';
import type { NotFound } from './match-query.ts';

export type MissReason = NotFound | 'incomplete' | 'other file';

export interface Miss {
  readonly reason: MissReason;
  readonly command: string;
  /** The statement that was asked, secrets masked. */
  readonly sql: string | null;
  readonly parameters: string | null;
  readonly database: string;
  /** The most alike recorded statement and what differs. */
  readonly nearest: { readonly exchange: number; readonly sql: string; readonly difference: string } | null;
}

/** MySQL cuts its messages at 512 bytes (MYSQL_ERRMSG_SIZE). */
const MESSAGE_CHARS = 500;
const STATEMENT_CHARS = 160;

const WHAT: Readonly<Record<MissReason, string>> = {
  unknown: 'no recorded answer to',
  'other state': 'recorded only in another state of the session',
  'out of order': 'recorded, but not at this place of the transaction or session',
  exhausted: 'all recorded answers are used up for',
  incomplete: 'the recorded answer is incomplete for',
  'other file': 'the file sent by the client is not the recorded one for',
};

/** What was asked, as recordings show it: secrets masked, parameters as JSON. */
export type Asked = Pick<Miss, 'command' | 'sql' | 'parameters' | 'database'>;

export function askedBy(command: Command): Asked {
  return {
    command: command.name,
    sql: command.sql === null ? null : maskSecrets(command.sql, command.dialect).toString('utf8'),
    parameters:
      command.parameters === null || command.parameters.length === 0 ? null : formatParameters(command.parameters),
    database: command.database,
  };
}

export function describeMiss(reader: RecordingReader, asked: Asked, reason: MissReason): Miss {
  const { sql } = asked;
  const [near] = sql === null || reason !== 'unknown' ? [] : reader.nearest(sql, 1);
  if (near === undefined) return { reason, ...asked, nearest: null };
  const difference = describeDifference({ ...asked, sql: sql ?? '' }, near);
  return { reason, ...asked, nearest: { exchange: near.exchange, sql: near.sql, difference } };
}

/** One line for the client's ERR packet. */
export function missMessage(miss: Miss): string {
  const asked = miss.sql === null ? miss.command : shorten(oneLine(miss.sql), STATEMENT_CHARS);
  const parameters = miss.parameters === null ? '' : ` with ${shorten(miss.parameters, STATEMENT_CHARS / 2)}`;
  const database = miss.database === '' ? '' : ` [${miss.database}]`;
  const head = `mock: ${WHAT[miss.reason]}: ${asked}${parameters}${database}`;
  if (miss.nearest === null) return shorten(head, MESSAGE_CHARS);
  const { exchange, sql, difference } = miss.nearest;
  const near = `nearest is exchange ${exchange}: ${shorten(oneLine(sql), STATEMENT_CHARS)}`;
  return shorten(`${head}; ${near}; ${difference}`, MESSAGE_CHARS);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
