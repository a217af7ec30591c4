// Recorded statements that asked for a fresh value before anybody stored it (is this name taken? find or create), by what is
// left of them without it. Made when the first command needs it, in one pass over the statements of the recording.

import type { Dialect } from '../../../core/command.ts';
import type { RecordedStatement, RecordingReader } from '../../../core/recording.ts';
import type { MaskedStatement } from '../values/masked-statement.ts';
import { uuidDigits } from '../values/volatile-kinds.ts';
import { EachStatement, type VolatileExchange, VolatileIndex, type VolatileIndexOptions } from './volatile-index.ts';

export interface AskedIndexOptions {
  readonly reader: RecordingReader;
  readonly mask: (recorded: RecordedStatement, isAskedFirst: (content: string) => boolean) => MaskedStatement | null;
}

export class AskedIndex {
  readonly #options: AskedIndexOptions;
  readonly #statements: EachStatement;
  /** By scope and value: the exchange that stored it first. */
  readonly #stored = new Map<string, number>();
  /** Those that ask for what was not stored before. */
  #asking: number[] = [];
  /** By scope and key. */
  readonly #exchanges = new Map<string, VolatileExchange[]>();

  constructor(options: AskedIndexOptions) {
    this.#options = options;
    this.#statements = new EachStatement(options.reader);
  }

  /** Of a scope, in the order of the recording. */
  withKey(key: string, scope: number): readonly VolatileExchange[] {
    this.#catchUp();
    return this.#exchanges.get(`${scope} ${key}`) ?? [];
  }

  /** Whether a value was stored when it was recorded: then it is no new one. */
  isStored(content: string, scope: number): boolean {
    this.#catchUp();
    return this.#stored.has(valueKey(content, scope));
  }

  /** A recorded statement less the fresh values that were stored behind it only. */
  mask(recorded: RecordedStatement): MaskedStatement | null {
    const { id, scope } = recorded;
    return this.#options.mask(recorded, (content) => (this.#stored.get(valueKey(content, scope)) ?? 0) > id);
  }

  #catchUp(): void {
    let isChanged = false;
    for (const statement of this.#statements.next()) {
      isChanged = true;
      this.#note(statement);
    }
    if (!isChanged) return;
    // what is stored later is known now
    this.#asking = this.#asking.filter((id) => !this.#isAdded(id));
  }

  #note(statement: RecordedStatement): void {
    const { id, scope } = statement;
    let isAsking = false;
    for (const { content, isAsked, isNow, position } of this.#options.mask(statement, () => true)?.slots ?? []) {
      const key = valueKey(content, scope);
      if (isNow === true) continue;
      if (isAsked === true) isAsking ||= !this.#stored.has(key);
      else if (position > 0 && !this.#stored.has(key)) this.#stored.set(key, id);
    }
    if (isAsking) this.#asking.push(id);
  }

  #isAdded(id: number): boolean {
    const statement = this.#options.reader.recordedStatement(id);
    const masked = statement === undefined ? null : this.mask(statement);
    if (statement === undefined || masked?.slots.some(({ isAsked }) => isAsked === true) !== true) return false;
    const key = `${statement.scope} ${masked.key}`;
    const known = this.#exchanges.get(key);
    const { session } = statement;
    if (known === undefined) this.#exchanges.set(key, [{ id, session }]);
    else known.push({ id, session });
    return true;
  }
}

function valueKey(content: string, scope: number): string {
  return `${scope} ${uuidDigits(content) ?? content}`;
}

/** Both indexes of a recording, by how statements are read. */
export class Indexes {
  readonly #options: Pick<VolatileIndexOptions, 'reader' | 'isFreshCarried'>;
  readonly #rulesFor: VolatileIndexOptions['rulesFor'];
  readonly #known = new Map<string, { readonly all: VolatileIndex; readonly asked: AskedIndex }>();

  /** @param rulesFor as an index has it */
  constructor(
    options: Pick<VolatileIndexOptions, 'reader' | 'isFreshCarried'>,
    rulesFor: VolatileIndexOptions['rulesFor'],
  ) {
    this.#options = options;
    this.#rulesFor = rulesFor;
  }

  for(dialect: Dialect): { readonly all: VolatileIndex; readonly asked: AskedIndex } {
    const key = `${dialect.charset ?? ''} ${dialect.noBackslashEscapes} ${dialect.ansiQuotes}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { reader, isFreshCarried } = this.#options;
    const all = new VolatileIndex({ reader, dialect, rulesFor: this.#rulesFor, isFreshCarried });
    const asked = new AskedIndex({ reader, mask: (recorded, isFirst) => all.mask(recorded, isFirst) });
    this.#known.set(key, { all, asked });
    return { all, asked };
  }
}
