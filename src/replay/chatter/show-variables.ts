// SHOW VARIABLES that the recording lacks, from what it knows of the server: MySQL's JDBC driver and many pools ask so.
// https://dev.mysql.com/doc/refman/9.7/en/show-variables.html, https://mariadb.com/kb/en/show-variables/

import type { Command } from '../../core/command.ts';
import { ANY, likeParts, matchesWildcard, ONE, type WildcardPart } from '../../core/wildcard.ts';
import { ColumnFlag, ColumnType } from '../../mysql/constants/column-types.ts';
import type { Flavour } from '../../mysql/constants/flavour.ts';
import type { ColumnDefinition } from '../../mysql/packets/column-definition.ts';
import { UNFIXED } from '../../sql/session/unfixed-variables.ts';
import { bytesPerCharacter, knownValue, resultCharset, type VariableContext } from './variable-values.ts';

export interface ShownVariables {
  readonly columns: readonly ColumnDefinition[];
  readonly rows: readonly (readonly Buffer[])[];
  /** MySQL finds a single name that it is told exactly by an index. */
  readonly isScanned: boolean;
}

const TEXT = String.raw`'[\w%.\\-]*'|"[\w%.\\-]*"`;
const SHOW = /^\s*show\s+(?:(?:session|local)\s+)?variables\s+(like|where)\s+(.+?)[\s;]*$/is;
const CONDITION = new RegExp(
  String.raw`^${'`?'}variable_name${'`?'}\s*(?:(=|like)\s*(${TEXT})|(in)\s*\(\s*((?:${TEXT})(?:\s*,\s*(?:${TEXT}))*)\s*\))$`,
  'i',
);
/** Longer ones are not looked at: no driver asks so. */
const MAX_BYTES = 4096;
const NAME_CHARS = 64;
const MYSQL_VALUE_CHARS = 1024;
const MARIADB_VALUE_CHARS = 4096;

/** Undefined where it is no such statement, or not everything that it shows is known for certain. */
export function showVariables(command: Command, context: VariableContext): ShownVariables | undefined {
  const { sql } = command;
  const wanted = sql === null || sql.length > MAX_BYTES ? undefined : patternsOf(sql.toString('latin1'));
  const names = wanted === undefined ? undefined : namesFor(wanted, context);
  if (names === undefined) return undefined;
  const charset = resultCharset(command, context);
  const width = charset === undefined ? undefined : bytesPerCharacter(charset);
  if (charset === undefined || width === undefined) return undefined;
  const rows: Buffer[][] = [];
  for (const name of names) {
    const value = shownValue(name, command, context);
    if (value === undefined) return undefined;
    rows.push([Buffer.from(name), Buffer.from(value)]);
  }
  const isScanned = context.flavour.isMariadb || wanted?.length !== 1 || wanted[0]?.isExact === false;
  return { columns: columnsOf(charset, width, context.flavour), rows, isScanned };
}

/** What a name may be: exactly so, or as LIKE has it. */
interface Pattern {
  readonly parts: readonly WildcardPart[];
  /** The one name that it can only mean; null for one with `%` in it. */
  readonly name: string | null;
  /** Not by LIKE. */
  readonly isExact: boolean;
}

function patternsOf(sql: string): readonly Pattern[] | undefined {
  const [, kind, rest = ''] = SHOW.exec(sql) ?? [];
  if (kind === undefined) return undefined;
  if (kind.toLowerCase() === 'like') return new RegExp(`^(?:${TEXT})$`).test(rest) ? [likePattern(rest)] : undefined;
  const patterns: Pattern[] = [];
  for (const condition of rest.split(/\s+or\s+/i)) {
    const [, operator = '', text = '', isIn, list = ''] = CONDITION.exec(condition.trim()) ?? [];
    if (operator.toLowerCase() === 'like') patterns.push(likePattern(text));
    else if (operator === '=') patterns.push(exactPattern(text));
    else if (isIn !== undefined) patterns.push(...list.split(',').map((one) => exactPattern(one.trim())));
    else return undefined;
  }
  return patterns;
}

function exactPattern(quoted: string): Pattern {
  const name = quoted.slice(1, -1).toLowerCase();
  return { parts: [...name], name, isExact: true };
}

/** No server has two variables that differ only where one has an underscore. */
function likePattern(quoted: string): Pattern {
  const parts = likeParts(quoted.slice(1, -1).toLowerCase());
  const name = parts.includes(ANY) ? null : parts.map((part) => (part === ONE ? '_' : String(part))).join('');
  return { parts, name, isExact: false };
}

/** In the server's order, which is that of the alphabet. */
function namesFor(wanted: readonly Pattern[], { variables }: VariableContext): readonly string[] | undefined {
  const isWanted = (name: string) => wanted.some(({ parts }) => matchesWildcard(name, parts));
  if ([...UNFIXED].some(isWanted)) return undefined;
  const all = variables.names();
  if (all.length > 0) return all.filter(isWanted);
  const names = wanted.map(({ name }) => name);
  return names.includes(null) ? undefined : [...new Set(names as readonly string[])].sort();
}

/** As SHOW writes it: booleans in words, fractions with six digits, nothing for NULL. */
function shownValue(name: string, command: Command, context: VariableContext): string | undefined {
  const known = knownValue({ name, scope: null }, command, context);
  if (known === undefined) return undefined;
  const { value, type, length } = known;
  if (value === null) return '';
  if (!/^[\x20-\x7e]*$/.test(value)) return undefined;
  if (type === ColumnType.LONGLONG && length === 1) return value === '1' ? 'ON' : 'OFF';
  return type === ColumnType.DOUBLE ? Number(value).toFixed(6) : value;
}

function columnsOf(charset: number, width: number, { isMariadb }: Flavour): readonly ColumnDefinition[] {
  const table = isMariadb ? 'SESSION_VARIABLES' : 'session_variables';
  const notNull = ColumnFlag.NOT_NULL | ColumnFlag.NO_DEFAULT_VALUE;
  const column = (name: string, originalName: string, chars: number, flags: number): ColumnDefinition => ({
    catalog: Buffer.from('def'),
    schema: Buffer.from(isMariadb ? 'information_schema' : 'performance_schema'),
    table: Buffer.from(table),
    originalTable: Buffer.from(table),
    name: Buffer.from(name),
    originalName: Buffer.from(originalName),
    extendedMetadata: [],
    charset,
    displayLength: chars * width,
    type: ColumnType.VAR_STRING,
    flags,
    decimals: 0,
  });
  return isMariadb
    ? [
        column('Variable_name', 'VARIABLE_NAME', NAME_CHARS, notNull),
        column('Value', 'VARIABLE_VALUE', MARIADB_VALUE_CHARS, notNull),
      ]
    : [column('Variable_name', 'Variable_name', NAME_CHARS, notNull), column('Value', 'Value', MYSQL_VALUE_CHARS, 0)];
}
