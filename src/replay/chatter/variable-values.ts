// What a session of the replay reads from a system variable, and how the column is defined: what the session has set, else
// what the recording knows of the server. Undefined wherever it is not certain: a wrong value is worse than a miss.

import type { Command } from '../../core/command.ts';
import type { ServerVariable } from '../../core/recording.ts';
import { charsetOfCollation } from '../../mysql/constants/collations.ts';
import { ColumnFlag, ColumnType } from '../../mysql/constants/column-types.ts';
import type { Flavour } from '../../mysql/constants/flavour.ts';
import { Status } from '../../mysql/constants/status.ts';
import type { ColumnDefinition } from '../../mysql/packets/column-definition.ts';
import { UNFIXED } from '../../sql/session/unfixed-variables.ts';
import type { VariableRead } from '../../sql/session/variable-read.ts';
import type { ServerVariables } from './server-variables.ts';
import { ISOLATION_NAMES, OF_SESSION } from './variable-names.ts';

/** What of a connection its variables follow from. */
export interface VariableContext {
  readonly variables: ServerVariables;
  /** Collation id of the login. */
  readonly collation: number;
  readonly flavour: Flavour;
  /** As the recorded server named it in its greeting. */
  readonly serverVersion: string;
}

type Known = Pick<ServerVariable, 'value' | 'type' | 'flags' | 'length' | 'decimals' | 'charset'>;

export interface Cell {
  readonly column: ColumnDefinition;
  readonly value: Buffer | null;
}

const NOTHING = Buffer.alloc(0);
/** Collation ids. */
const BINARY = 63;
const UTF8MB4 = 45;
/** MySQL's collations that MariaDB does not have, so that it falls back to another. */
const MYSQL_ONLY_FROM = 255;
const MYSQL_ONLY_TO = 323;

/** Undefined where it is not certain. */
export function knownValue(
  read: Pick<VariableRead, 'name' | 'scope'>,
  command: Command,
  context: VariableContext,
): Known | undefined {
  return UNFIXED.has(read.name) ? undefined : currentValue(read, command, context);
}

export function cellOf(read: VariableRead, command: Command, context: VariableContext): Cell | undefined {
  const known = knownValue(read, command, context);
  if (known === undefined) return undefined;
  if (known.type !== ColumnType.VAR_STRING) {
    return { column: columnOf(read, known, known.charset, known.length), value: bytesOf(known.value) };
  }
  const charset = resultCharset(command, context);
  const width = charset === undefined ? undefined : bytesPerCharacter(charset);
  const recordedWidth = bytesPerCharacter(known.charset);
  if (charset === undefined || width === undefined || recordedWidth === undefined) return undefined;
  const isUtf8 = charsetOfCollation(charset)?.decoder === 'utf8';
  if (!isUtf8 && !/^[\x20-\x7e]*$/.test(known.value ?? '')) return undefined;
  const length = Math.floor(known.length / recordedWidth) * width;
  return { column: columnOf(read, known, charset, length), value: bytesOf(known.value) };
}

function currentValue(
  { name, scope }: Pick<VariableRead, 'name' | 'scope'>,
  command: Command,
  context: VariableContext,
): Known | undefined {
  const { variables, flavour, serverVersion } = context;
  if (scope === 'session' && !OF_SESSION.has(name) && !variables.isOfSession(name)) return undefined;
  if (scope === 'global') return variables.get(name, scope);
  if (mayBeSet(name, command)) return undefined;
  if (name === 'version()')
    return { ...functionText(serverVersion.length, flavour, ColumnFlag.NOT_NULL), value: serverVersion };
  if (name === 'database()') return { ...functionText(NAME_CHARS, flavour), value: command.database || null };
  const { given, status } = command.state;
  if (name === 'autocommit') return { ...BOOLEAN, value: (status & Status.AUTOCOMMIT) === 0 ? '0' : '1' };
  if (name in CHARSET_PARTS) return charsetValue(name, command, context);
  const isolation = ISOLATION_NAMES.filter((one) => given.has(one));
  // a session of an interactive client begins with the other one
  const isInteractive = name === 'wait_timeout' && command.context.client.interactive;
  const server = variables.get(isInteractive ? 'interactive_timeout' : name, null);
  if (isolation.length > 0 && name.startsWith('t') && /^(?:tx|transaction)_/.test(name)) {
    const level = isolation.length === 1 ? isolationLevel(given.get(isolation[0] ?? '') ?? '') : undefined;
    return level === undefined || name.endsWith('read_only') ? undefined : withText(server, level, flavour);
  }
  if (given.has(name)) return givenValue(given.get(name) ?? null, server);
  if (name === 'sql_mode' && server?.value != null && command.context.client.ignoreSpace) {
    return withText(server, withIgnoreSpace(server.value), flavour);
  }
  if (server === undefined && name === 'version') return withText(undefined, serverVersion, flavour);
  return server;
}

/** No session can set these; whether autocommit is on each answer tells. */
const FIXED =
  /^(?:autocommit|database\(\)|version.*|license|hostname|port|socket|datadir|basedir|tmpdir|lower_case_.*|system_time_zone|have_.*|ssl_.*|server_.*|innodb_version|protocol_version|performance_schema)$/;

/** Whether a procedure, a function or a block of statements ran here that may have given the variable any value. */
function mayBeSet(name: string, { context, state }: Command): boolean {
  const hasRun = context.called !== null || context.unknown !== null || state.given.has('unknown_settings');
  return hasRun && !FIXED.test(name);
}

/** What stands before IGNORE_SPACE in a set of modes. */
const FIRST_MODES: ReadonlySet<string> = new Set(['REAL_AS_FLOAT', 'PIPES_AS_CONCAT', 'ANSI_QUOTES']);

/** CLIENT_IGNORE_SPACE adds it to the sql_mode of the session. */
function withIgnoreSpace(modes: string): string {
  const all = modes === '' ? [] : modes.split(',');
  if (all.includes('IGNORE_SPACE')) return modes;
  const at = all.findIndex((mode) => !FIRST_MODES.has(mode));
  all.splice(at < 0 ? all.length : at, 0, 'IGNORE_SPACE');
  return all.join(',');
}

/** Longest name of a database. */
const NAME_CHARS = 64;

/** How a function of text is defined as a column. */
function functionText(chars: number, { textDecimals }: Flavour, flags = 0): Omit<Known, 'value'> {
  return { type: ColumnType.VAR_STRING, flags, length: chars * 4, decimals: textDecimals, charset: UTF8MB4 };
}

/** How both servers define a boolean's column. */
const BOOLEAN = { type: ColumnType.LONGLONG, flags: ColumnFlag.BINARY, length: 1, decimals: 0, charset: BINARY };

/** Of what a session has set, only 0 and 1 are certain: servers bound and rewrite other values. */
function givenValue(value: string | null, server: Known | undefined): Known | undefined {
  const isBoolean = server?.type === ColumnType.LONGLONG && server.length === 1;
  return isBoolean && (value === '0' || value === '1') ? { ...server, value } : undefined;
}

function isolationLevel(value: string): string | undefined {
  const level = value.replace(/^ISOLATION LEVEL /, '').replaceAll(' ', '-');
  return ['READ-UNCOMMITTED', 'READ-COMMITTED', 'REPEATABLE-READ', 'SERIALIZABLE'].find((one) => one === level);
}

const CHARSET_PARTS: Readonly<Record<string, 'charset' | 'collation'>> = {
  character_set_client: 'charset',
  character_set_connection: 'charset',
  character_set_results: 'charset',
  collation_connection: 'collation',
};
/** Names that every version of both servers uses. */
const COLLATION_NAMES: ReadonlyMap<number, string> = new Map([
  [8, 'latin1_swedish_ci'],
  [45, 'utf8mb4_general_ci'],
  [46, 'utf8mb4_bin'],
  [224, 'utf8mb4_unicode_ci'],
  [255, 'utf8mb4_0900_ai_ci'],
]);

const COLLATION_IDS: ReadonlyMap<string, number> = new Map([...COLLATION_NAMES].map(([id, name]) => [name, id]));

/** The login's, or what a reset has brought back; what a SET NAMES of the session makes of them is not told. */
function charsetValue(name: string, { state }: Command, context: VariableContext): Known | undefined {
  const isSet = state.given.has('names') || Object.keys(CHARSET_PARTS).some((one) => state.given.has(one));
  const current = state.collation ?? context.collation;
  const collation = isSet ? undefined : COLLATION_NAMES.get(current);
  if (collation === undefined || isUnknownToMariadb({ ...context, collation: current })) return undefined;
  const value = CHARSET_PARTS[name] === 'collation' ? collation : (collation.split('_')[0] ?? '');
  return withText(context.variables.get(name, null), value, context.flavour);
}

/** Of 65,535 bytes, in characters of three. */
const MYSQL_TEXT_CHARS = 21_845;

/** MySQL defines all texts alike; MariaDB by the value's length. */
function withText(known: Known | undefined, value: string, { isMariadb, textDecimals: decimals }: Flavour): Known {
  if (known !== undefined && !isMariadb) return { ...known, value };
  const chars = isMariadb ? value.length : MYSQL_TEXT_CHARS;
  return { type: ColumnType.VAR_STRING, flags: 0, charset: UTF8MB4, value, length: chars * 4, decimals };
}

/** Collation id that result columns of text are said to have. */
export function resultCharset({ state }: Command, context: VariableContext): number | undefined {
  const { given, settings } = state;
  if (given.has('character_set_results')) return undefined;
  const names = given.get('names');
  // whether SET NAMES had a COLLATE is not told behind another one of the connection
  if (names !== undefined && given.has('collation_connection')) return undefined;
  if (names === undefined || names === null) {
    const collation = state.collation ?? context.collation;
    return isUnknownToMariadb({ ...context, collation }) ? undefined : collation;
  }
  // SET NAMES … COLLATE gives it to results as well
  const [, named] = / collation_connection='([^']*)'/.exec(settings) ?? [];
  if (named !== undefined) return COLLATION_IDS.get(named.toLowerCase());
  if (names === 'utf8mb4') return context.flavour.isMariadb || /^5\./.test(context.serverVersion) ? 45 : 255;
  if (names === 'utf8' || names === 'utf8mb3') return 33;
  return names === 'latin1' ? 8 : undefined;
}

function isUnknownToMariadb({ collation, flavour }: VariableContext): boolean {
  return flavour.isMariadb && collation >= MYSQL_ONLY_FROM && collation <= MYSQL_ONLY_TO;
}

/** Undefined where it is not certain. @param collation id */
export function bytesPerCharacter(collation: number): number | undefined {
  const name = charsetOfCollation(collation)?.name ?? '';
  if (name === 'utf8mb4') return 4;
  if (name === 'utf8' || name === 'utf8mb3') return 3;
  return name === 'latin1' || name === 'ascii' ? 1 : undefined;
}

function columnOf({ heading }: VariableRead, known: Known, charset: number, length: number): ColumnDefinition {
  const names = { schema: NOTHING, table: NOTHING, originalTable: NOTHING, name: heading, originalName: NOTHING };
  const { type, flags, decimals } = known;
  return {
    catalog: Buffer.from('def'),
    ...names,
    extendedMetadata: [],
    charset,
    displayLength: length,
    type,
    flags,
    decimals,
  };
}

function bytesOf(value: string | null): Buffer | null {
  return value === null ? null : Buffer.from(value);
}
