// Recorded statements by what they say without any of their values: two runs of one program differ in values, and what is
// left is what they have in common.

import { PLAIN_DIALECT } from '../../core/command.ts';
import { readShownParameters } from '../../core/recorded-parameters.ts';
import type { RecordedStatement } from '../../core/recording.ts';
import { freshNameShape } from '../../replay/volatile/values/fresh-values.ts';
import {
  type Choose,
  type MaskedStatement,
  maskStatement,
  type Slot,
} from '../../replay/volatile/values/masked-statement.ts';
import { ActiveRule } from '../../replay/volatile/values/volatile-rules.ts';
import { readStatement } from '../../sql/statement-reading.ts';
import { readNames } from '../../sql/values/brought-in.ts';
import { type NamedKind, readNamed } from '../../sql/values/named.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';

/** Statements of one look-up in the file. */
const PAGE = 1000;
/** What makes or drops something is seldom longer. */
const MOST_CHARS = 4096;
const EVERY = new ActiveRule({ kind: 'any' }, 'every value', 'learn');

/** Every value counts as one that may differ; of names those with a number or an identity in them, and those that it makes or drops. */
function chooseAll(named: ReadonlyMap<number, NamedKind>): Choose {
  return ({ position, content, start }) => {
    if (position > 0) return { rule: EVERY, shape: 'value' };
    const kind = named.get(start);
    if (kind !== undefined) return { rule: EVERY, shape: `name of ${kind}` };
    const shape = freshNameShape(content);
    return shape === null ? undefined : { rule: EVERY, shape: `name ${shape}` };
  };
}

export interface ValuedStatement {
  readonly id: number;
  readonly sql: string;
  /** Equal for all that differ in nothing but values. */
  readonly key: string;
  readonly slots: readonly Slot[];
  /** Of what the names among them are names, where the statement makes or drops it: by the slot's position. */
  readonly named: ReadonlyMap<number, NamedKind>;
  /** As in RecordedStatement. */
  readonly askedMs: RecordedStatement['askedMs'];
}

/** @returns null where its values are not known exactly */
export function valuesOfStatement(statement: RecordedStatement): ValuedStatement | null {
  const { id, command, sql, parameters, askedMs } = statement;
  const values = readShownParameters(parameters);
  if (values === null) return null;
  const { normal } = readStatement(Buffer.from(sql), PLAIN_DIALECT);
  const kinds = new Map(readNamed(normal, PLAIN_DIALECT).map(({ start, kind }) => [start, kind]));
  const masked: MaskedStatement | null = maskStatement(
    { command, sql: normal, parameters: values, dialect: PLAIN_DIALECT },
    chooseAll(kinds),
    true,
  );
  if (masked === null) return null;
  const named = new Map<number, NamedKind>();
  if (kinds.size > 0) {
    for (const [at, { start }] of readNames(normal, PLAIN_DIALECT).entries()) {
      const kind = kinds.get(start);
      if (kind !== undefined) named.set(-1 - at, kind);
    }
  }
  return { id, sql: normal.toString('utf8'), askedMs, named, ...masked };
}

/** All statements of a recording that hold values, by their keys, in the order in which they were asked. */
export function statementsByKey(reader: RecordingFileReader): ReadonlyMap<string, readonly ValuedStatement[]> {
  const byKey = new Map<string, ValuedStatement[]>();
  for (let last = 0; ; ) {
    const page = reader.statementsAfter(last, PAGE);
    for (const statement of page) {
      const valued = valuesOfStatement(statement);
      if (valued === null) continue;
      const known = byKey.get(valued.key);
      if (known === undefined) byKey.set(valued.key, [valued]);
      else known.push(valued);
    }
    last = page.at(-1)?.id ?? last;
    if (page.length < PAGE) return byKey;
  }
}

/** The texts of a recording's statements, but for long ones. */
export function statementsOf(reader: RecordingFileReader): ReadonlySet<string> {
  const all = new Set<string>();
  for (let last = 0; ; ) {
    const page = reader.statementsAfter(last, PAGE);
    for (const { sql } of page) if (sql.length <= MOST_CHARS) all.add(sql);
    last = page.at(-1)?.id ?? last;
    if (page.length < PAGE) return all;
  }
}
