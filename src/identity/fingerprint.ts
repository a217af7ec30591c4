// The key by which a command finds its recorded answer. What counts: the kind of command, the statement in its normal
// form with its secrets masked, the typed parameters, and the current database. What does not: statement ids, query
// attributes, the layout of packets. https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_command_phase.html

import { CanonicalHash } from '../core/canonical-hash.ts';
import { type Command, SERVER_CLOSE } from '../core/command.ts';
import { CommandCode, hasTrait, Trait } from '../core/command-table.ts';
import { normaliseTo } from '../sql/statement-identity.ts';
import { readStatement } from '../sql/statement-reading.ts';
import type { LexerOptions } from '../sql/words/token.ts';
import { RULES } from './identity-rules.ts';
import { kindCode, valueBytes } from './parameter-encoding.ts';
import { payloadWithoutSecrets, shownValues } from './secret-parameters.ts';

/** The facts of a command that decide. */
export type FingerprintInput = Pick<Command, 'code' | 'payload' | 'sql' | 'parameters' | 'statement' | 'database'>;

const { COM_QUERY, COM_FIELD_LIST, COM_STMT_PREPARE, COM_STMT_EXECUTE, COM_STMT_FETCH, COM_STMT_BULK_EXECUTE } =
  CommandCode;

/** Commands about a prepared statement have its id in these bytes, behind the command's own. */
const STATEMENT_ID_END = 5;
/** READ_ONLY, FOR_UPDATE and SCROLLABLE in COM_STMT_EXECUTE's flags: with a cursor the answer has no rows. */
const CURSOR_FLAGS = 0x07;
/** With SEND_UNIT_RESULTS the answer of a bulk command has a row per row. */
const UNIT_RESULTS_FLAG = 0x40;
const SHAPING_FLAGS: Readonly<Record<number, number>> = {
  [COM_STMT_EXECUTE]: CURSOR_FLAGS,
  [COM_STMT_BULK_EXECUTE]: UNIT_RESULTS_FLAG,
};
/** From here on a statement is streamed through the hash instead of being put together first. */
const STREAMED_BYTES = 65_536;
const encodedRules = Buffer.from(RULES);

/**
 * The fingerprint of a command: 32 hexadecimal digits, or null for housekeeping, which is never matched.
 * @param options how the connection reads SQL; must be the same when recording and when replaying
 */
export function fingerprintOf(command: FingerprintInput, options: LexerOptions = {}): string | null {
  const { code, sql, database, parameters, statement } = command;
  if (code === SERVER_CLOSE.code || hasTrait(code, Trait.HOUSEKEEPING)) return null;
  const isText = (code === COM_QUERY || code === COM_STMT_PREPARE) && parameters === null && statement === null;
  if (sql === null || !isText) return hashOf(command, options);
  // nothing but these and the dialect counts
  return readStatement(sql, options).remembered(`${code} ${database}`, () => hashOf(command, options));
}

function hashOf(command: FingerprintInput, options: LexerOptions): string {
  const hash = new CanonicalHash();
  hash.field(encodedRules);
  hash.code(command.code);
  const sql = command.sql ?? command.statement?.sql ?? null;
  addDatabases(hash, command, sql !== null);
  addParameters(hash, command, options);
  addPayload(hash, command, sql !== null, options);
  hash.code(sql === null ? 0 : 1);
  if (sql !== null) addStatement(hash, sql, options);
  return hash.finish();
}

/** Names were resolved in the database of the prepare, DATABASE() is the one of the execute. */
function addDatabases(hash: CanonicalHash, command: FingerprintInput, hasSql: boolean): void {
  const counts = hasSql || command.code === COM_FIELD_LIST;
  hash.field(Buffer.from(counts ? command.database : ''));
  hash.field(Buffer.from(command.statement?.database ?? ''));
}

function addParameters(hash: CanonicalHash, command: FingerprintInput, options: LexerOptions): void {
  const parameters = shownValues(command, options) ?? [];
  hash.count(parameters.length);
  for (const parameter of parameters) {
    hash.code(kindCode(parameter));
    hash.field(valueBytes(parameter));
  }
}

/** What only the payload tells: all of it, or for a prepared statement what stands behind its id. */
function addPayload(hash: CanonicalHash, command: FingerprintInput, hasSql: boolean, options: LexerOptions): void {
  const { code } = command;
  const isLongData = code === CommandCode.COM_STMT_SEND_LONG_DATA;
  const payload = isLongData ? payloadWithoutSecrets(command, options) : command.payload;
  const isAboutStatement = code === COM_STMT_EXECUTE || code === COM_STMT_FETCH || code === COM_STMT_BULK_EXECUTE;
  if (!isAboutStatement) {
    hash.field(hasSql ? Buffer.alloc(0) : payload.subarray(1));
    return;
  }
  hash.code((payload[STATEMENT_ID_END] ?? 0) & (SHAPING_FLAGS[code] ?? 0));
  hash.field(areValuesDecoded(command) ? Buffer.alloc(0) : payload.subarray(STATEMENT_ID_END));
}

function areValuesDecoded(command: FingerprintInput): boolean {
  if (command.code === COM_STMT_FETCH) return false;
  if (command.parameters !== null) return true;
  return command.code === COM_STMT_EXECUTE && (command.statement?.parameterCount ?? 0) === 0 && command.sql !== null;
}

/** Last and without a length, since that of the normal form is not known before its end. */
function addStatement(hash: CanonicalHash, sql: Buffer, options: LexerOptions): void {
  if (sql.length < STREAMED_BYTES || (options.rules ?? null) !== null) {
    hash.raw(readStatement(sql, options).compared);
    return;
  }
  const { masked } = readStatement(sql, options);
  normaliseTo(masked, options, {
    piece: (from, to) => hash.raw(masked.subarray(from, to)),
    replacement: (bytes) => hash.raw(bytes),
  });
}
