// One try to answer a command as a recorded one: which values of both are at stake, and whether the live ones may stand for the
// recorded ones.

import type { Command } from '../../../core/command.ts';
import type { RecordedExchange, RecordedStatement, RecordingReader } from '../../../core/recording.ts';
import { readStatement } from '../../../sql/statement-reading.ts';
import type { FindContext } from '../../matching/find-answer.ts';
import type { Scope } from '../../matching/scopes.ts';
import type { CarriedValues } from '../carrying/carried-values.ts';
import type { Carrier } from '../carrying/carrier.ts';
import { programsOf } from '../certainty/kept-programs.ts';
import { isAsFarAhead, partsOf, SHORT, SIGNED } from '../values/fresh-values.ts';
import { type Choose, type MaskedStatement, maskStatement, type Slot } from '../values/masked-statement.ts';
import { uuidDigits, uuidsIn } from '../values/volatile-kinds.ts';

/** What is looked for. */
export interface Asking {
  readonly command: Command;
  /** With what is known of its values. */
  readonly known: Command;
  readonly scope: Scope;
  readonly context: FindContext;
  /** The one recorded exchange that may answer it; null for any. */
  readonly only: number | null;
}

export interface Attempt {
  readonly command: Command;
  /** The command with what is known of its values. */
  readonly known: Command;
  /** The values of the command, and of its known form, that rules cover. */
  readonly live: readonly Slot[];
  readonly masked: readonly Slot[];
  /** A recorded statement less the values in the same places. */
  readonly mask: (recorded: RecordedStatement) => MaskedStatement | null;
  readonly values: CarriedValues;
  /** Recorded exchanges that store an identity, as `identitiesOf` has it. */
  readonly saidBy: (identity: string) => readonly number[];
  /** Bytes of recorded statements that were tried. */
  tried: number;
}

/** Of long statements fewer are tried: what is meant is mostly the first one. */
export const MOST_TRIED_BYTES = 4 * 1024 * 1024;

/** Two that stand for each other wherever they stand; a text that holds others, whose parts are pairs of their own, only as a whole. */
type Pair = readonly [recorded: string, live: string, isWhole?: boolean];

/**
 * Whether the live values may stand for the recorded ones: an identity is never two, neither with what is known nor within the
 * statement itself.
 * @param isAnew a recorded one may go over from the live one that it stood for before
 */
export function areFree(
  recorded: readonly Slot[],
  live: readonly Slot[],
  { toLive, toRecorded, ruled }: CarriedValues,
  isAnew: boolean,
): boolean {
  if (recorded.length > live.length) return false;
  if (!recorded.every(({ content }, at) => ruled.isFree(content, live[at] as Slot))) return false;
  if (!recorded.every(({ aheadMs }, at) => isAsFarAhead(aheadMs, live[at]?.aheadMs))) return false;
  const pairs = recorded.flatMap(({ content }, at) => identities(content, live[at] as Slot));
  const [lives, recordeds] = [new Map<string, string>(), new Map<string, string>()];
  return pairs.every(([one, other, isWhole]) => {
    if ((lives.get(one) ?? other) !== other || (recordeds.get(other) ?? one) !== one) return false;
    lives.set(one, other);
    recordeds.set(other, one);
    if (isWhole === true) {
      return (isAnew || (toLive.known(one) ?? other) === other) && (toRecorded.known(other) ?? one) === one;
    }
    const isTaken = !isAnew && known(toLive, one, other) !== other;
    return !isTaken && known(toRecorded, other, one) === one;
  });
}

function known(carrier: Carrier, content: string, otherwise: string): string {
  const found = carrier.known(content) ?? carrier.carry(content) ?? otherwise;
  return uuidDigits(found) ?? found;
}

/** What is one and the same in both: UUIDs, drawn values and names. Many rows may have one time, and what is signed with it. */
export function identities(recorded: string, { rule, shape, content }: Slot): readonly Pair[] {
  const { kind, carries, isDefault, names } = rule;
  if (!carries) return [];
  if (kind === 'uuid') return [...uuidPairs(recorded, content), ...partPairs(recorded, content)];
  if ((!isDefault && names === null) || (kind !== 'any' && kind !== 'token') || shape.includes(' epoch ')) return [];
  if (shape.endsWith(SIGNED)) return [];
  const isWhole = partsOf(recorded).some((part) => part !== recorded);
  return [[recorded, content, isWhole], ...uuidPairs(recorded, content), ...partPairs(recorded, content)];
}

function uuidPairs(recorded: string, live: string): readonly Pair[] {
  const others = uuidsIn(live);
  return uuidsIn(recorded).map((uuid, at) => {
    const other = others[at] ?? '';
    return [uuidDigits(uuid) ?? uuid, uuidDigits(other) ?? other];
  });
}

function partPairs(recorded: string, live: string): readonly Pair[] {
  const [parts, others] = [partsOf(recorded), partsOf(live)];
  if (parts.length !== others.length) return [];
  return parts.map((part, at): Pair => [part, others[at] ?? '']).filter(([part]) => !isOfClock(part));
}

/** Of the parts of a text. */
function isOfClock(part: string): boolean {
  return part.includes(':') || /^\d+(?:T\d+)?$/.test(part);
}

/**
 * That a savepoint does not exist is told by its name, which stands for no other one then. A table by a short number is another one where the
 * recording knows it, and where one was there already that was not made.
 */
export function namesAnother(
  { exchange: { responseId } }: { readonly exchange: RecordedExchange },
  recorded: readonly Slot[],
  live: readonly Slot[],
  { sql, database }: Pick<Command, 'sql' | 'database'>,
  reader: RecordingReader,
): boolean {
  const others = live.filter(({ content }, at) => content !== recorded[at]?.content);
  const response = responseId === null ? null : reader.response(responseId);
  const isRefused = response?.outcome === 'error';
  if (isRefused && others.some(({ shape }) => shape === 'savepoint')) return true;
  const tables = others.filter(({ shape, position }) => position < 0 && shape.startsWith(SHORT));
  if (tables.length === 0) return false;
  const isKept = (response?.warnings ?? 0) > 0 && ((sql?.[0] ?? 0) | 0x20) !== 0x64;
  // where nobody knows which tables are recorded, it may be any
  if (isRefused || isKept || !reader.hasData) return true;
  return tables.some(({ content }) => {
    const name = content.toLowerCase();
    return reader.hasTable(`${database.toLowerCase()}.${name}`) || programsOf(reader).isKnown(name);
  });
}

/** The known form of a command, less what stands in the places of its live form's values. */
export function maskAlike(
  { name, sql, parameters, dialect }: Command,
  { slots }: MaskedStatement,
): MaskedStatement | null {
  if (sql === null) return null;
  const chosen = new Map(slots.map((slot) => [`${slot.position} ${slot.parameter}`, slot]));
  const choose: Choose = ({ position, parameter }) => chosen.get(`${position} ${parameter}`);
  const { normal } = readStatement(sql, dialect);
  const namesToo = slots.some(({ position }) => position < 0);
  return maskStatement({ command: name, sql: normal, parameters, dialect }, choose, namesToo);
}
