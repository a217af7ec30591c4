// What is taken note of where a recorded exchange answers a command whose values are not the recorded ones: which stand for each other from
// there on, at what time, and in which columns.

import type { Command } from '../../../core/command.ts';
import { readShownParameters } from '../../../core/recorded-parameters.ts';
import type { RecordedExchange, RecordingReader } from '../../../core/recording.ts';
import type { CarriedValues } from '../carrying/carried-values.ts';
import { chosenClockSlots, clockSlots, noteClock } from '../carrying/clock-notes.ts';
import { valuesOf } from '../carrying/recorded-form.ts';
import { programsOf } from '../certainty/kept-programs.ts';
import { noteStored, ownStored } from '../certainty/stored-notes.ts';
import { SHORT } from '../values/fresh-values.ts';
import type { MaskedStatement, Slot } from '../values/masked-statement.ts';
import type { Substitution } from '../values/substitution.ts';
import { readMoment, uuidDigits } from '../values/volatile-kinds.ts';
import { type Attempt, maskAlike } from './attempt.ts';

export interface Telling {
  readonly reader: RecordingReader;
  /** Hears of each value that stands for another. */
  readonly tell: (substitution: Substitution) => void;
}

/** From here on the live values stand for the recorded ones in their places. */
export function bindSlots(
  { command, live, values }: Attempt,
  recorded: readonly Slot[],
  found: RecordedExchange,
  { reader, tell }: Telling,
): void {
  const own: string[] = [];
  recorded.forEach((from, at) => {
    const { rule, position, content, shape } = live[at] as Slot;
    rule.uses++;
    if (rule.carries) {
      own.push(from.content);
      values.ruled.bind(from.content, live[at] as Slot);
      if (position < 0) values.bindName(from.content, content, shape.startsWith(SHORT));
      else values.bind(rule.kind, from.content, content);
    }
    if (from.content === content) return;
    const place = position < 0 ? `name ${-position}` : `value ${position}`;
    tell({ exchange: found.id, place, recorded: from.content, live: content, rule: rule.name });
  });
  noteClock(found, chosenClockSlots(recorded, live), values, reader);
  values.noteOwn(command, own);
}

/**
 * What is asked as it was recorded stands for itself, where a rule lets a value that is only read stand for another.
 * @param known the command as it was recorded @param live what rules cover of it as it was asked
 */
export function noteRuled(known: Command, live: MaskedStatement | null, { ruled }: CarriedValues): void {
  const recorded = live === null ? null : maskAlike(known, live);
  recorded?.slots.forEach(({ content }, at) => {
    const slot = live?.slots[at];
    if (slot !== undefined) ruled.bind(content, slot);
  });
}

/** Of a command whose values were known already. @param known the command as it was recorded */
export function noteCarried(
  command: Command,
  known: Command,
  found: RecordedExchange,
  values: CarriedValues,
  { reader, tell }: Telling,
): void {
  const { id: exchange } = found;
  const live = valuesOf(command);
  const recorded = valuesOf(known);
  values.noteOwn(command, recorded);
  noteClock(found, clockSlots(command, recorded, live), values, reader);
  noteStored(command, known, exchange, values, reader);
  recorded.forEach((value, at) => {
    const other = live[at] ?? '';
    if (value !== other) tell({ exchange, place: `value ${at + 1}`, recorded: value, live: other, rule: null });
  });
}

/**
 * What a command has stored stands for what the exchange that answered it stored, whatever the data are: where an answer cannot be had again,
 * what was told before must not count for what was stored since.
 * @param known the command as it was recorded; null where that is not known
 */
export function noteAgain(
  command: Command,
  known: Command | null,
  found: RecordedExchange,
  values: CarriedValues,
  telling: Telling,
): void {
  values.renew(found.id);
  if (known === null) return;
  for (const { recorded, live } of ownStored(command, known, () => programsOf(telling.reader))) {
    const kind = readMoment(recorded) !== null ? 'timestamp' : uuidDigits(recorded) === null ? 'token' : 'uuid';
    values.bind(kind, recorded, live);
  }
  noteCarried(command, known, found, values, telling);
  noteMadeAnew(found, values, telling.reader);
}

/** Numbers of rows begin again where a table is dropped, made or truncated: none stands for another one there. */
export function noteMadeAnew(
  { id, responseId }: RecordedExchange,
  values: CarriedValues,
  reader: RecordingReader,
): void {
  if (values.ids.isEmpty) return;
  const writes = reader.dataOf(id)?.use.writes ?? 'all';
  const anew = writes === 'all' ? [] : writes.filter(({ effect, isAnew }) => ANEW.has(effect) || isAnew === true);
  if (anew.length === 0 || responseId === null || reader.response(responseId).outcome !== 'ok') return;
  for (const { table } of anew) {
    const dot = table.indexOf('.');
    // of temporary tables, which hide the others, it says nothing
    if (!/^[~*]/.test(table)) values.forgetIds(table.slice(0, dot), table.endsWith('.*') ? null : table.slice(dot + 1));
  }
}

const ANEW: ReadonlySet<string> = new Set(['create', 'drop']);

/** A command as the exchange that answered it was recorded; null where it stores nothing, or that is not known. */
export function asRecordedIn(command: Command, { id }: RecordedExchange, reader: RecordingReader): Command | null {
  const statement = reader.recordedStatement(id);
  if (command.sql === null || statement === undefined || command.name === 'COM_STMT_PREPARE') return null;
  return { ...command, sql: Buffer.from(statement.sql), parameters: readShownParameters(statement.parameters) };
}
