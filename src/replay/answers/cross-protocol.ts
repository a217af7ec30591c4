// Answers a statement sent as text from a recording in which it was prepared, and the reverse: the same statement with its
// values as literals here and as parameters there. Only where it is certain that the server would have answered so, and
// every value of the answer is exactly the same in both protocols.

import type { Command, ParameterValue } from '../../core/command.ts';
import { MalformedPacketError } from '../../core/errors.ts';
import type {
  NearbyStatement,
  RecordedExchange,
  RecordedResponse,
  RecordedSession,
  RecordingReader,
} from '../../core/recording.ts';
import { fingerprintOf } from '../../identity/fingerprint.ts';
import { toBinaryRow, toTextRow } from '../../mysql/codec/convert-row.ts';
import { walkResponse } from '../../mysql/codec/walk-response.ts';
import { CommandCode, commandCode } from '../../mysql/constants/commands.ts';
import { shapeOf } from '../../sql/statement-shape.ts';
import {
  boundLiterals,
  doublesAsNumbers,
  inlined,
  isBindable,
  makesJson,
  numbersAsDoubles,
} from '../../sql/values/bind-literals.ts';
import { countPlaceholders } from '../../sql/values/count-placeholders.ts';

/** A text that is no date, compared with a column of dates. */
const ER_WRONG_VALUE = 1525;
/** MySQL warns of these whatever the values are. */
const ALWAYS_WARNED = /\bsql_calc_found_rows\b|\bfound_rows\s*\(|:=/i;
/** Recorded statements that are looked at for one with the same shape. */
const MAX_NEARBY = 20;
/** A response is converted as a whole before any of it is sent. */
const MAX_BYTES = 16 * 1024 * 1024;
/** COM_STMT_EXECUTE without a cursor; its id does not count. */
const PLAIN_EXECUTE = Buffer.concat([Buffer.of(CommandCode.COM_STMT_EXECUTE), Buffer.alloc(9)]);

/** Prepared statements by the shape of what they are near to: what one search was told already. */
export type KnownTemplates = Map<string, readonly string[]>;

/**
 * Whether a read was answered as it was for being text, or for being prepared: a bound text that is no date is compared with a
 * column of dates, and warned of; MySQL refuses the same as text, or finds other rows, and warns another number of times.
 * @param template the statement that was prepared, here or there
 * @param hasZeroDate whether the text that is asked has a date with a month or a day of 00
 */
export function isOfItsForm(
  { outcome, warnings, errorCode }: RecordedResponse,
  template: string | null,
  session: Pick<RecordedSession, 'facts'> | undefined,
  hasZeroDate = false,
): boolean {
  if (template?.includes('?') !== true || session?.facts.serverVersion.includes('MariaDB') === true) return false;
  // a bound one is compared in silence, and one in the text is refused
  if (hasZeroDate && outcome === 'resultset') return true;
  return (
    errorCode === ER_WRONG_VALUE || (outcome === 'resultset' && (warnings ?? 0) > 0 && !ALWAYS_WARNED.test(template))
  );
}

/**
 * Fingerprints under which the command's answer may be recorded in the other protocol.
 * @param known of a search that asks for many statements that are alike: each shape is looked for once
 */
export function otherFingerprints(
  command: Command,
  reader: RecordingReader,
  known: KnownTemplates = new Map(),
): readonly string[] {
  if (command.code === CommandCode.COM_QUERY) return preparedFingerprints(command, reader, known);
  const isExecute = command.code === CommandCode.COM_STMT_EXECUTE && !hasCursor(command);
  return isExecute ? [...textFingerprints(command), ...otherNumbers(command)] : [];
}

/** Prepared as well, with whole numbers as doubles, as drivers of JavaScript bind them, or doubles as whole numbers. */
function otherNumbers(command: Command): readonly string[] {
  const { statement, parameters, dialect } = command;
  if (statement === null || parameters === null || !isBindable(statement.sql, dialect)) return [];
  const isOther = ({ kind }: ParameterValue) => kind === 'int' || kind === 'double';
  if (!parameters.some(isOther) || makesJson(statement.sql, dialect)) return [];
  const { database } = statement;
  return [numbersAsDoubles(parameters), doublesAsNumbers(parameters)].flatMap((values) =>
    values === null ? [] : (executeFingerprint({ ...command, database }, statement.sql, values) ?? []),
  );
}

function hasCursor({ payload }: Command): boolean {
  return ((payload[CURSOR_AT] ?? 0) & CURSOR_FLAGS) !== 0;
}

const CURSOR_AT = 5;
const CURSOR_FLAGS = 0x07;

function preparedFingerprints(command: Command, reader: RecordingReader, known: KnownTemplates): readonly string[] {
  const { sql, dialect } = command;
  if (sql === null) return [];
  const shape = shapeOf(sql.toString('utf8'));
  const templates = known.get(shape) ?? [...new Set(nearby(sql, reader, 'COM_STMT_EXECUTE').map((near) => near.sql))];
  known.set(shape, templates);
  return templates.flatMap((text) => {
    const template = Buffer.from(text);
    const literals = isBindable(template, dialect) ? boundLiterals(template, sql, dialect) : null;
    if (literals === null) return [];
    const doubles = makesJson(template, dialect) ? null : numbersAsDoubles(literals);
    const variants = [literals, doubles].filter((one) => one !== null);
    return variants.flatMap((parameters) => executeFingerprint(command, template, parameters) ?? []);
  });
}

function executeFingerprint(
  { database, dialect }: Command,
  sql: Buffer,
  parameters: readonly ParameterValue[],
): string | null {
  const statement = { id: 0, sql, parameterCount: parameters.length, columnCount: 0, database, exchange: null };
  const code = CommandCode.COM_STMT_EXECUTE;
  return fingerprintOf({ code, payload: PLAIN_EXECUTE, sql, parameters, statement, database }, dialect);
}

function textFingerprints({ statement, parameters, database, dialect }: Command): readonly string[] {
  if (statement === null || parameters === null || !isBindable(statement.sql, dialect)) return [];
  if (parameters.some(({ kind }) => kind === 'double') && makesJson(statement.sql, dialect)) return [];
  return inlined(statement.sql, parameters, dialect).flatMap((sql) => {
    const payload = Buffer.concat([Buffer.of(CommandCode.COM_QUERY), sql]);
    const query = { code: CommandCode.COM_QUERY, payload, sql, parameters: null, statement: null, database };
    return fingerprintOf(query, dialect) ?? [];
  });
}

/** The text statement was refused with an error that a prepare gets too. */
export interface RefusedAsText {
  readonly refusedBy: RecordedExchange;
}

/**
 * Errors of names, rights and grammar, which servers find when they prepare a statement.
 * https://dev.mysql.com/doc/mysql-errors/9.0/en/server-error-reference.html
 */
const PREPARE_ERRORS: ReadonlySet<number> = new Set([
  1044, 1046, 1049, 1052, 1054, 1055, 1056, 1064, 1109, 1111, 1128, 1136, 1140, 1142, 1143, 1146, 1222, 1247, 1305,
]);
const WRITES = /^\s*(?:insert|update|delete|replace)\b/i;

/** Whether an answer is an error that the statement gets as text and when it is prepared. */
export function isOfPrepare({ outcome, errorCode }: RecordedResponse): boolean {
  return outcome === 'error' && errorCode !== null && PREPARE_ERRORS.has(errorCode);
}

/** The fingerprint of the statement's prepare; null where it has none. */
export function prepareFingerprint({ sql, payload, database, dialect }: Command): string | null {
  const code = CommandCode.COM_STMT_PREPARE;
  return fingerprintOf({ code, payload, sql, parameters: null, statement: null, database }, dialect);
}

/** What a prepare is told of a statement that was recorded as text. */
export interface KnownAsText {
  readonly parameterCount: number;
  /** Columns of its result, encoded for `encoding`; none where it has none. */
  readonly columns: readonly Buffer[];
  readonly encoding: bigint;
}

/** Without the transaction. */
function settingsOf(words: string): string {
  return words.slice(Math.max(0, words.indexOf('user=')));
}

/** A recorded text statement that is the prepared one with literals; undefined where there is none. */
export function knownAsText(
  { sql, dialect, state }: Command,
  reader: RecordingReader,
  isSameState: (asked: string, recorded: string) => boolean,
): KnownAsText | RefusedAsText | undefined {
  if (sql === null || !isBindable(sql, dialect)) return undefined;
  for (const near of nearby(sql, reader, 'COM_QUERY')) {
    if (boundLiterals(sql, Buffer.from(near.sql), dialect) === null) continue;
    const exchange = reader.exchangeById(near.exchange);
    if (exchange === undefined || exchange.gap !== null || exchange.responseId === null) continue;
    const response = reader.response(exchange.responseId);
    const isRefused = response.outcome === 'error';
    if (isRefused && isOfPrepare(response)) {
      const words = exchange.state === null ? '' : reader.stateWords(exchange.state);
      if (isSameState(state.settings, settingsOf(words))) return { refusedBy: exchange };
      continue;
    }
    // what only its execution came to; a query's columns are not known then
    if (isRefused && !WRITES.test(near.sql)) continue;
    const columns = isRefused ? [] : columnsOf(response);
    return { parameterCount: countPlaceholders(sql, dialect), columns, encoding: response.encoding };
  }
  return undefined;
}

function nearby(sql: Buffer, reader: RecordingReader, command: string): readonly NearbyStatement[] {
  return reader.nearest(sql.toString('utf8'), MAX_NEARBY, command).filter((near) => near.command === command);
}

function columnsOf(response: RecordedResponse): readonly Buffer[] {
  const shape = { command: CommandCode.COM_QUERY, encoding: response.encoding };
  for (const { kind, definitions } of walkResponse(response.chunks(), shape)) {
    if (kind !== 'column' && kind !== 'column_count') return definitions;
  }
  return [];
}

/**
 * The packets of a recorded response for the other protocol.
 * @param recorded name of the command that it answered
 * @returns null where a value is not exactly the same there, or the answer is no single result
 */
export function convertedPackets(response: RecordedResponse, recorded: string): readonly Buffer[] | null {
  if (response.bytes > MAX_BYTES || response.outcome === 'local_infile') return null;
  const code = commandCode(recorded);
  const convert = code === CommandCode.COM_QUERY ? toBinaryRow : toTextRow;
  const packets: Buffer[] = [];
  let results = 0;
  try {
    for (const walk of walkResponse(response.chunks(), { command: code, encoding: response.encoding })) {
      if (walk.kind === 'column_count' && ++results > 1) return null;
      const packet = walk.kind === 'row' ? convert(walk.payload, walk.columns) : walk.payload;
      if (packet === null) return null;
      packets.push(packet);
    }
  } catch (error) {
    // a value that its column's type does not have: as strange as it is, it is not converted
    if (error instanceof MalformedPacketError || error instanceof TypeError) return null;
    throw error;
  }
  return packets;
}
