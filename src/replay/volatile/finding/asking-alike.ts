// Which recorded exchanges ask what a missed command asks, of whichever row: they tell which of several alike rows is meant.
// Made when the first command needs it, in one pass over the statements of the recording.

import type { Command, Dialect } from '../../../core/command.ts';
import { readShownParameters } from '../../../core/recorded-parameters.ts';
import type { RecordedExchange, RecordingReader } from '../../../core/recording.ts';
import { stateOf } from '../../../identity/state-words.ts';
import { readStatement } from '../../../sql/statement-reading.ts';
import type { FindContext } from '../../matching/find-answer.ts';
import type { Scope } from '../../matching/scopes.ts';
import { readFresh } from '../values/fresh-values.ts';
import { type Choose, maskStatement, type StatementToMask } from '../values/masked-statement.ts';
import { ActiveRule, BY_DEFAULT } from '../values/volatile-rules.ts';
import { askingLike } from './alike-rows.ts';
import { EachStatement } from './volatile-index.ts';

/** Exchanges that are looked at for the state in which they were asked, and that are given. */
const MOST_READ = 64;
const MOST_GIVEN = 16;

export class AskingAlike {
  readonly #reader: RecordingReader;
  readonly #statements: EachStatement;
  /** By scope and key. */
  readonly #exchanges = new Map<string, number[]>();

  constructor(reader: RecordingReader) {
    this.#reader = reader;
    this.#statements = new EachStatement(reader);
  }

  /** Ids of exchanges, the likeliest first. @param near the exchange that a miss is told with; null where there is none */
  near(
    command: Command,
    near: RecordedExchange | null,
    scope: Pick<Scope, 'id'>,
    { matcher }: FindContext,
  ): readonly number[] {
    const alike = this.#alike(command, scope.id, (id) => matcher.played.has(id));
    if (near === null && alike.length > 0) return alike;
    return [...new Set([...askingLike(command, near, scope, this.#reader), ...alike])];
  }

  #alike(command: Command, scope: number, isPlayed: (id: number) => boolean): readonly number[] {
    const { name, sql, parameters, dialect } = command;
    if (sql === null) return [];
    const reading = readStatement(sql, dialect);
    const key = keyOf({ command: name, sql: reading.normal, parameters, dialect });
    this.#catchUp(dialect);
    const all = key === null ? undefined : this.#exchanges.get(`${scope} ${key}`);
    if (all === undefined) return [];
    const some = [...all.filter((id) => !isPlayed(id)), ...all.filter(isPlayed)].slice(0, MOST_READ);
    const state = this.#reader.stateId(stateOf(command, reading));
    const inState = some.filter((id) => this.#reader.exchangeById(id)?.state === state);
    return (inState.length > 0 ? inState : some).slice(0, MOST_GIVEN);
  }

  #catchUp(dialect: Dialect): void {
    for (const { id, scope, command, sql, parameters } of this.#statements.next()) {
      const values = readShownParameters(parameters);
      if (values === null) continue;
      const { normal } = readStatement(Buffer.from(sql), dialect);
      const key = keyOf({ command, sql: normal, parameters: values, dialect });
      if (key === null) continue;
      const known = this.#exchanges.get(`${scope} ${key}`);
      if (known === undefined) this.#exchanges.set(`${scope} ${key}`, [id]);
      else known.push(id);
    }
  }
}

const ANY = new ActiveRule({ kind: 'any' }, 'any row', BY_DEFAULT, false);

/** A row's number, what was drawn for it, and times: all that may be another of another row. */
const choose: Choose = ({ content, isBinary, position }) => {
  if (position < 0) return undefined;
  const isAny = /^\d+$/.test(content) || isMoment(content) || readFresh(content, { askedMs: null, isBinary }) !== null;
  return isAny ? { rule: ANY, shape: 'any' } : undefined;
};

const isMoment = (content: string) => /^\d{4}-\d\d-\d\d(?:$|[ T])/.test(content);

function keyOf(statement: StatementToMask): string | null {
  return maskStatement(statement, choose, false)?.key ?? null;
}
