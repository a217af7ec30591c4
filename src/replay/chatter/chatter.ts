// What drivers and pools say by themselves, where the recording lacks it: reads of system variables, and SET statements
// about the session. The answer is made here, as the recorded server would have given it, or not at all.

import type { Command } from '../../core/command.ts';
import { toBinaryRow } from '../../mysql/codec/convert-row.ts';
import { encodeResultSet } from '../../mysql/codec/encode-result-set.ts';
import { frameSmall } from '../../mysql/codec/framing.ts';
import { CommandCode } from '../../mysql/constants/commands.ts';
import type { Flavour } from '../../mysql/constants/flavour.ts';
import { Status } from '../../mysql/constants/status.ts';
import { type ColumnDefinition, encodeColumnDefinition } from '../../mysql/packets/column-definition.ts';
import { encodeOk, encodeOkFor, plainOk } from '../../mysql/packets/ok.ts';
import type { SystemVariable } from '../../mysql/packets/session-state.ts';
import { encodeTextRow } from '../../mysql/packets/text-row.ts';
import { isReadOnlyNext } from '../../sql/session/next-transaction.ts';
import { readSessionSet, type SessionSetting } from '../../sql/session/settings.ts';
import { type TransactionEnd, transactionEnd } from '../../sql/session/transaction-end.ts';
import { readVariables } from '../../sql/session/variable-read.ts';
import { isInXa } from '../../sql/session/xa-state.ts';
import { tokensOf } from '../../sql/statement-reading.ts';
import { countPlaceholders } from '../../sql/values/count-placeholders.ts';
import type { KnownAsText } from '../answers/cross-protocol.ts';
import { showVariables } from './show-variables.ts';
import { isSessionVariable } from './variable-names.ts';
import { type Cell, cellOf, type VariableContext } from './variable-values.ts';

export interface ChatterContext extends VariableContext {
  /** Negotiated with the client. */
  readonly capabilities: bigint;
  /** Status flags of the connection, and those of its login. */
  readonly status: number;
  readonly loginStatus: number;
}

/** An answer that no recorded exchange gave. */
export type Chatter =
  /** `status`: the connection's flags from here on. */
  | { readonly kind: 'ok' | 'rows'; readonly packets: Buffer; readonly status: number }
  | { readonly kind: 'prepare'; readonly known: KnownAsText };

const CURSOR_AT = 5;
const IN_TRANSACTION = Status.IN_TRANS | Status.IN_TRANS_READONLY;
/** What a server says of an answer that it scanned a table for. */
const SCANNED = Status.NO_INDEX_USED;

/** Whether no transaction is open behind a statement that was said: `SET autocommit = 1` commits what is open. */
export function endsTransaction(chatter: Chatter): boolean {
  return chatter.kind === 'ok' && (chatter.status & IN_TRANSACTION) === 0;
}

/** Undefined where it is nothing that can be answered for certain. */
export function answerChatter(command: Command, context: ChatterContext): Chatter | undefined {
  const { sql, dialect, code, payload } = command;
  if (sql === null) return undefined;
  const isPrepare = code === CommandCode.COM_STMT_PREPARE;
  const isExecute = code === CommandCode.COM_STMT_EXECUTE;
  if (!isPrepare && !isExecute && code !== CommandCode.COM_QUERY) return undefined;
  // a cursor's rows come by other commands
  if (isExecute && payload[CURSOR_AT] !== 0) return undefined;
  const cells = cellsOf(command, context);
  if (cells !== undefined) {
    const columns = cells.map(({ column }) => column);
    const row = cells.map(({ value }) => value);
    return isPrepare ? prepared(columns, context) : rows(columns, [row], isExecute, 0, context);
  }
  const shown = showVariables(command, context);
  if (shown !== undefined) {
    const flags = shown.isScanned ? SCANNED : 0;
    return isPrepare ? prepared(shown.columns, context) : rows(shown.columns, shown.rows, isExecute, flags, context);
  }
  const end = isInXa(command.state.all) ? null : transactionEnd(sql, dialect);
  if (end !== null) return isPrepare ? prepared([], context) : ended(end, command, context);
  const settings = readSessionSet(tokensOf(sql, dialect));
  if (settings === null || settings.length === 0 || countPlaceholders(sql, dialect) > 0) return undefined;
  const status = statusAfter(settings, context);
  if (status === undefined) return undefined;
  return isPrepare ? prepared([], context) : { kind: 'ok', packets: okTo(settings, status, context), status };
}

function cellsOf(command: Command, context: ChatterContext): readonly Cell[] | undefined {
  const reads = command.sql === null ? null : readVariables(command.sql, command.dialect);
  if (reads === null) return undefined;
  const cells: Cell[] = [];
  for (const read of reads) {
    const cell = cellOf(read, command, context);
    if (cell === undefined) return undefined;
    cells.push(cell);
  }
  return cells;
}

function prepared(definitions: readonly ColumnDefinition[], { capabilities }: ChatterContext): Chatter {
  const columns = definitions.map((column) => encodeColumnDefinition(column, capabilities));
  return { kind: 'prepare', known: { parameterCount: 0, columns, encoding: capabilities } };
}

/** @param flags of the server's status that only this answer has */
function rows(
  columns: readonly ColumnDefinition[],
  values: readonly (readonly (Buffer | null)[])[],
  isBinary: boolean,
  flags: number,
  { capabilities, status }: ChatterContext,
): Chatter | undefined {
  const texts = values.map((row) => encodeTextRow(row));
  const encoded = isBinary ? texts.map((text) => toBinaryRow(text, columns)) : texts;
  if (encoded.includes(null)) return undefined;
  const packets = encodeResultSet(columns, encoded as readonly Buffer[], { capabilities, status: status | flags });
  return { kind: 'rows', packets, status };
}

/** COMMIT and ROLLBACK are answered whatever the recording has: a miss would leave the connection in its transaction. */
function ended(end: TransactionEnd, { state }: Command, context: ChatterContext): Chatter {
  const { status: before, capabilities, flavour } = context;
  // AND CHAIN begins one where none was open, too; as a setting it does so with MariaDB only
  const isOpen = (before & IN_TRANSACTION) !== 0;
  const isSet = /^(?:chain|1)$/i.test(state.given.get('completion_type') ?? '');
  const chains = end.chains ?? (isSet && (isOpen || flavour.isMariadb));
  const begun = Status.IN_TRANS | (isReadOnlyNext(state.all) ? Status.IN_TRANS_READONLY : 0);
  const status = !chains ? before & ~IN_TRANSACTION : isOpen ? before : before | begun;
  return { kind: 'ok', packets: frameSmall(encodeOk(plainOk(status), capabilities), 1), status };
}

/** The status flags behind a SET; undefined where the server might have refused it, or done more than that. */
function statusAfter(
  settings: readonly SessionSetting[],
  { status, loginStatus, flavour }: ChatterContext,
): number | undefined {
  let after = status;
  for (const setting of settings) {
    if (setting.kind === 'charset') continue;
    const { name, value, isLiteral } = setting;
    const isKnown = name === 'transaction' || isSessionVariable(name, flavour);
    if (!isKnown) return undefined;
    if (name === 'autocommit') {
      if (!isLiteral || !/^[01]$/.test(value)) return undefined;
      // to be switched on commits what is open; to be on already does nothing
      if (value === '1' && (after & Status.AUTOCOMMIT) === 0) after &= ~IN_TRANSACTION;
      after = value === '1' ? after | Status.AUTOCOMMIT : after & ~Status.AUTOCOMMIT;
    } else if (name === 'sql_mode') {
      const flags = modeFlags(value, isLiteral, flavour, loginStatus);
      if (flags === undefined) return undefined;
      after = (after & ~MODE_FLAGS) | (flags ?? after & MODE_FLAGS);
    }
  }
  return after;
}

const MODE_FLAGS = Status.NO_BACKSLASH_ESCAPES | Status.ANSI_QUOTES;

const OWN_MODE = /@@(?:SESSION\.|LOCAL\.)?SQL_MODE/g;

/** The flags that tell of the sql_mode; null where they stay as they are, undefined where that is not certain. */
function modeFlags(
  mode: string,
  isLiteral: boolean,
  { isMariadb }: Flavour,
  loginStatus: number,
): number | null | undefined {
  if (mode === 'DEFAULT') return loginStatus & MODE_FLAGS;
  if (!isLiteral) return /NO_BACKSLASH_ESCAPES|ANSI|@/.test(mode.replaceAll(OWN_MODE, '')) ? undefined : null;
  // a number is a set of bits
  if (/^\d/.test(mode)) return undefined;
  const modes = mode.split(',');
  const escapes = modes.includes('NO_BACKSLASH_ESCAPES') ? Status.NO_BACKSLASH_ESCAPES : 0;
  const hasAnsiQuotes = isMariadb && modes.some((one) => HAVE_ANSI_QUOTES.has(one));
  return escapes | (hasAnsiQuotes ? Status.ANSI_QUOTES : 0);
}

/** Modes that stand for several, ANSI_QUOTES among them. https://mariadb.com/kb/en/sql-mode/ */
const HAVE_ANSI_QUOTES: ReadonlySet<string> = new Set('ANSI_QUOTES ANSI DB2 MAXDB MSSQL ORACLE POSTGRESQL'.split(' '));

/** With what the servers tell by default of a session that tracks its state (session_track_system_variables). */
function okTo(settings: readonly SessionSetting[], status: number, { capabilities }: ChatterContext): Buffer {
  const variables = settings.flatMap(trackedBy);
  const sessionState = variables.map((one) => ({ type: 'system_variables' as const, variables: [one] }));
  const ok = plainOk(status);
  const payload =
    variables.length === 0
      ? encodeOk(ok, capabilities)
      : encodeOkFor({ ...ok, status: status | Status.SESSION_STATE_CHANGED, sessionState }, capabilities);
  return frameSmall(payload, 1);
}

function trackedBy(setting: SessionSetting): readonly SystemVariable[] {
  if (setting.kind === 'variable') {
    return setting.name === 'autocommit' ? [systemVariable('autocommit', setting.value === '1' ? 'ON' : 'OFF')] : [];
  }
  if (setting.charset === 'default') return [];
  const parts = ['character_set_client', 'character_set_results'];
  if (setting.isOfConnection) parts.splice(1, 0, 'character_set_connection');
  return parts.map((name) => systemVariable(name, setting.charset));
}

function systemVariable(name: string, value: string): SystemVariable {
  return { name: Buffer.from(name), value: Buffer.from(value) };
}
