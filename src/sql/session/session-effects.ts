// What a statement leaves behind in its session that later answers depend on, beside settings (settings.ts): user
// variables that it assigns, temporary tables, statements that PREPARE … FROM names, what EXECUTE runs, locked tables,
// LAST_INSERT_ID(n), open handlers. Where nobody can tell (CALL, a block of statements) it says so.

import { canonicalDigest } from '../../core/canonical-hash.ts';
import { nameIn, userVariableName } from '../dependencies.ts';
import { COMMA } from '../words/ascii.ts';
import { keyword, keywordSet } from '../words/keywords.ts';
import { literalContent } from '../words/literal.ts';
import { isRoutineDefinition } from '../words/routine-definition.ts';
import { TokenKind } from '../words/token.ts';
import type { TokenReader, Tokens } from '../words/tokens.ts';
import { EffectCursor, Rest } from './effect-cursor.ts';
import { functionEffect } from './function-effects.ts';
import type { HeldText, SessionEffect } from './session-effect.ts';
import { blockEffect, releaseEffect, rollbackEffect, savepointEffect } from './transaction-effects.ts';

const NONE: readonly SessionEffect[] = [];
const [TABLE, TABLES, TEMPORARY, PREPARE, INTO, FROM, USING, IMMEDIATE, RENAME, TO, AS, READ, EXPORT, WORK] = [
  'TABLE',
  'TABLES',
  'TEMPORARY',
  'PREPARE',
  'INTO',
  'FROM',
  'USING',
  'IMMEDIATE',
  'RENAME',
  'TO',
  'AS',
  'READ',
  'EXPORT',
  'WORK',
].map(keyword);
const [FOR, STATEMENT, LOCK, TRANSACTION] = ['FOR', 'STATEMENT', 'LOCK', 'TRANSACTION'].map(keyword);
/** Words that may stand between `CREATE` or `DROP` and the name of a table. */
const BEFORE_NAME = keywordSet('TABLE TABLES TEMPORARY IF NOT EXISTS OR REPLACE CREATE DROP');
const RENAMED_PARTS = keywordSet('COLUMN INDEX KEY');
const MAKES_IDS = keywordSet('INSERT REPLACE LOAD');
/** What may begin or end a block; their statements are seen like others, but not whether they run. */
const BLOCKS = keywordSet('IF CASE LOOP WHILE REPEAT FOR');

/** What all statements among the statement or statements leave behind, in their order. */
export function readEffects(tokens: Tokens): readonly SessionEffect[] {
  if (isRoutineDefinition(tokens)) return NONE;
  const reader = new EffectReader(tokens);
  reader.read();
  return reader.effects ?? NONE;
}

class EffectReader {
  effects: SessionEffect[] | null = null;
  /** Whether the statement at hand makes an id. */
  #makesId = false;
  readonly #tokens: Tokens;
  readonly #cursor: EffectCursor;
  readonly #reader: TokenReader;

  constructor(tokens: Tokens) {
    this.#tokens = tokens;
    this.#cursor = new EffectCursor(tokens);
    this.#reader = this.#cursor.reader;
  }

  read(): void {
    const reader = this.#reader;
    let makesId = false;
    for (let kind = reader.nextSignificant(); kind !== TokenKind.end; kind = reader.nextSignificant()) {
      // its own OK packet is not the one that is looked at
      if (makesId) this.#add({ kind: 'last insert id', id: null });
      makesId = MAKES_IDS[reader.keyword] === 1;
      this.#makesId = makesId;
      if (kind === TokenKind.word) this.#statement();
      else this.assignments(false);
      this.#cursor.skipRest();
    }
  }

  /** The reader stands on the statement's first word, and then anywhere behind it. */
  #statement(): void {
    const first = this.#reader.keyword;
    const read = READERS.get(first);
    if (read !== undefined) read(this);
    else if (BLOCKS[first] === 1) this.#addIf(blockEffect(this.#cursor));
    else this.assignments(false);
  }

  #add(effect: SessionEffect): void {
    this.effects ??= [];
    this.effects.push(effect);
  }

  #addIf(effect: SessionEffect | null): void {
    if (effect !== null) this.#add(effect);
  }

  unlocked(): void {
    this.#add({ kind: 'locked tables', tables: null });
  }

  #begun(): void {
    this.#add({ kind: 'locked tables', tables: null, ofAll: false });
    this.#add({ kind: 'transaction end' });
  }

  /** BEGIN, or a block of statements: of these nobody knows which run. */
  begin(): void {
    this.#reader.nextSignificant();
    if (this.#reader.keyword === WORK) this.#reader.nextSignificant();
    if (this.#cursor.isEnd) {
      this.#begun();
      return;
    }
    this.#addIf(blockEffect(this.#cursor));
  }

  commit(): void {
    this.#add({ kind: 'transaction end' });
  }

  rollback(): void {
    this.#add(rollbackEffect(this.#cursor));
  }

  savepoint(): void {
    this.#addIf(savepointEffect(this.#cursor, 'savepoint'));
  }

  release(): void {
    this.#addIf(releaseEffect(this.#cursor));
  }

  call(): void {
    this.#add({ kind: 'unknown' });
    this.assignments(true);
  }

  /** SET is read by settings.ts; SET STATEMENT … FOR is what stands behind it. */
  set(): void {
    const reader = this.#reader;
    reader.nextSignificant();
    if (reader.keyword !== STATEMENT) {
      this.#functions();
      return;
    }
    while (!this.#cursor.isEnd && reader.keyword !== FOR) reader.nextSignificant();
    if (!this.#cursor.isEnd && reader.nextSignificant() === TokenKind.word) this.#statement();
  }

  create(): void {
    this.#tables('temporary table');
  }

  drop(): void {
    this.#reader.nextSignificant();
    if (this.#reader.keyword === PREPARE) this.#deallocated();
    else this.#tables('dropped table');
  }

  /** `TABLE a, b.c`: the last part of each name. */
  #tables(kind: 'temporary table' | 'dropped table'): void {
    const reader = this.#reader;
    const words = new Set<number>();
    while (!this.#cursor.isEnd && BEFORE_NAME[reader.keyword] === 1) {
      words.add(reader.keyword);
      reader.nextSignificant();
    }
    if (!(words.has(TABLE ?? 0) || words.has(TABLES ?? 0))) return;
    if (kind === 'temporary table' && !words.has(TEMPORARY ?? 0)) return;
    while (this.#cursor.isName) {
      const name = this.#cursor.takeName();
      this.#add({ kind, name });
      if (kind === 'temporary table' || !this.#cursor.isSign(COMMA)) return;
      reader.nextSignificant();
    }
  }

  /** ALTER TABLE a RENAME TO b. */
  alter(): void {
    const reader = this.#reader;
    if (reader.nextSignificant() !== TokenKind.word || reader.keyword !== TABLE) return;
    reader.nextSignificant();
    if (BEFORE_NAME[reader.keyword] === 1) while (BEFORE_NAME[reader.keyword] === 1) reader.nextSignificant();
    if (!this.#cursor.isName) return;
    const name = this.#cursor.takeName();
    for (; !this.#cursor.isEnd; reader.nextSignificant()) {
      if (reader.keyword !== RENAME) continue;
      reader.nextSignificant();
      if (RENAMED_PARTS[reader.keyword] === 1) continue;
      if (reader.keyword === TO || reader.keyword === AS) reader.nextSignificant();
      if (this.#cursor.isName) this.#add({ kind: 'renamed table', name, to: this.#cursor.takeName() });
      return;
    }
  }

  /** RENAME TABLE a TO b, c TO d. */
  rename(): void {
    const reader = this.#reader;
    reader.nextSignificant();
    while (!this.#cursor.isEnd) {
      reader.nextSignificant();
      while (BEFORE_NAME[reader.keyword] === 1) reader.nextSignificant();
      if (!this.#cursor.isName) return;
      const name = this.#cursor.takeName();
      while (!this.#cursor.isEnd && reader.keyword !== TO) reader.nextSignificant();
      reader.nextSignificant();
      if (!this.#cursor.isName) return;
      this.#add({ kind: 'renamed table', name, to: this.#cursor.takeName() });
    }
  }

  prepare(): void {
    const reader = this.#reader;
    reader.nextSignificant();
    const name = nameIn(reader);
    const variables: string[] = [];
    const from = reader.end;
    reader.nextSignificant();
    let text: HeldText = { kind: 'unknown' };
    if (reader.keyword === FROM) {
      reader.nextSignificant();
      text = this.#heldText();
    }
    const behind = new Rest(this.#tokens, from);
    for (let kind = behind.next(); kind !== TokenKind.end && !behind.isSemicolon; kind = behind.next()) {
      if (kind === TokenKind.variable) variables.push(userVariableName(behind.reader));
    }
    const digest = canonicalDigest(reader.sql.toString('latin1', from, behind.reader.start));
    this.#add({ kind: 'prepared', name, digest, variables, text });
  }

  /** A literal or a variable that stands alone; the reader then stands behind it. */
  #heldText(): HeldText {
    const reader = this.#reader;
    const { kind, start, end, sql } = reader;
    const name = kind === TokenKind.variable ? userVariableName(reader) : '';
    reader.nextSignificant();
    if (!this.#cursor.isEnd && reader.keyword !== USING) return { kind: 'unknown' };
    if (kind === TokenKind.string) {
      return { kind: 'literal', sql: literalContent(sql, start, end, this.#tokens.options) };
    }
    return kind === TokenKind.variable && !name.startsWith('@') ? { kind: 'variable', name } : { kind: 'unknown' };
  }

  /** EXECUTE s USING @a, @b; MariaDB: EXECUTE IMMEDIATE 'SELECT ?' USING 1, @b. */
  execute(): void {
    const reader = this.#reader;
    reader.nextSignificant();
    if (reader.keyword === IMMEDIATE) {
      reader.nextSignificant();
      const text = this.#heldText();
      this.#add({ kind: 'executed text', text, using: this.#using() });
      return;
    }
    const name = nameIn(reader);
    reader.nextSignificant();
    const using = this.#using();
    if (using.every((one) => one !== null)) this.#add({ kind: 'executed', name, using });
    else this.#add({ kind: 'unknown' });
  }

  #using(): (string | null)[] {
    const reader = this.#reader;
    if (reader.keyword !== USING) return [];
    const using: (string | null)[] = [];
    while (!this.#cursor.isEnd) {
      const kind = reader.nextSignificant();
      const name = kind === TokenKind.variable ? userVariableName(reader) : null;
      reader.nextSignificant();
      using.push(this.#cursor.isEnd || this.#cursor.isSign(COMMA) ? name : null);
      while (!this.#cursor.isEnd && !this.#cursor.isSign(COMMA)) reader.nextSignificant();
    }
    return using;
  }

  deallocate(): void {
    this.#reader.nextSignificant();
    this.#deallocated();
  }

  /** The reader stands on PREPARE. */
  #deallocated(): void {
    this.#reader.nextSignificant();
    this.#add({ kind: 'deallocated', name: nameIn(this.#reader) });
  }

  lock(): void {
    const reader = this.#reader;
    reader.nextSignificant();
    if (reader.keyword !== TABLES && reader.keyword !== TABLE) return;
    const tables: string[] = [];
    for (reader.nextSignificant(); !this.#cursor.isEnd; reader.nextSignificant()) tables.push(reader.upperText());
    this.#add({ kind: 'locked tables', tables: tables.join(' ') });
  }

  /** Not UNLOCK INSTANCE, which lets go of no table. */
  unlock(): void {
    this.#reader.nextSignificant();
    if (this.#reader.keyword === TABLES || this.#reader.keyword === TABLE) this.unlocked();
  }

  start(): void {
    this.#reader.nextSignificant();
    if (this.#reader.keyword !== TRANSACTION) return;
    this.#begun();
  }

  /** FLUSH TABLES [a, b] WITH READ LOCK, FOR EXPORT: until UNLOCK TABLES. */
  flush(): void {
    const reader = this.#reader;
    const words: string[] = [];
    let locks = false;
    let previous = 0;
    for (; !this.#cursor.isEnd; reader.nextSignificant()) {
      words.push(reader.upperText());
      if ((previous === READ && reader.keyword === LOCK) || (previous === FOR && reader.keyword === EXPORT))
        locks = true;
      previous = reader.keyword;
    }
    if (!locks) return;
    const tables = words.join(' ');
    this.#add({ kind: 'locked tables', tables, ...(LOCKS_ALL.test(tables) && { ofAll: true }) });
  }

  /** HANDLER t OPEN [AS] h: it is known as `h` from there on. */
  handler(): void {
    this.#reader.nextSignificant();
    if (!this.#cursor.isName) return;
    const table = this.#cursor.takeName();
    const isOpened = this.#cursor.isName && this.#reader.upperText() === 'OPEN';
    if (isOpened) this.#reader.nextSignificant();
    if (isOpened && this.#reader.keyword === AS) this.#reader.nextSignificant();
    const isAlias = isOpened && this.#cursor.isName;
    this.#add({ kind: 'handler', name: isAlias ? this.#cursor.takeName() : table });
  }

  /** `@x :=`, `INTO @x, @y`, LAST_INSERT_ID(5). @param all whether every variable may get a value */
  assignments(all: boolean): void {
    const reader = this.#reader;
    let isTarget = all;
    let variable: string | null = null;
    for (; !this.#cursor.isEnd; reader.nextSignificant()) {
      if (reader.kind === TokenKind.variable) {
        variable = userVariableName(reader);
        if (isTarget) this.#add({ kind: 'assigned', name: variable });
        continue;
      }
      this.#function();
      const isAssignment = variable !== null && !isTarget && this.#cursor.isAssignmentSign;
      if (isAssignment) this.#add({ kind: 'assigned', name: variable ?? '' });
      variable = null;
      if (!all) isTarget = reader.keyword === INTO || (isTarget && this.#cursor.isSign(COMMA));
    }
  }

  #functions(): void {
    for (; !this.#cursor.isEnd; this.#reader.nextSignificant()) this.#function();
  }

  #function(): void {
    this.#addIf(functionEffect(this.#reader, this.#tokens, this.#makesId));
  }
}

const LOCKS_ALL = /\bTABLES? WITH READ LOCK$/;
const READERS: ReadonlyMap<number, (reader: EffectReader) => void> = new Map(
  (
    [
      ['SET', (one) => one.set()],
      ['CREATE', (one) => one.create()],
      ['DROP', (one) => one.drop()],
      ['ALTER', (one) => one.alter()],
      ['RENAME', (one) => one.rename()],
      ['PREPARE', (one) => one.prepare()],
      ['EXECUTE', (one) => one.execute()],
      ['DEALLOCATE', (one) => one.deallocate()],
      ['LOCK', (one) => one.lock()],
      ['UNLOCK', (one) => one.unlock()],
      ['FLUSH', (one) => one.flush()],
      ['BEGIN', (one) => one.begin()],
      ['COMMIT', (one) => one.commit()],
      ['ROLLBACK', (one) => one.rollback()],
      ['SAVEPOINT', (one) => one.savepoint()],
      ['RELEASE', (one) => one.release()],
      ['START', (one) => one.start()],
      ['HANDLER', (one) => one.handler()],
      ['CALL', (one) => one.call()],
      ['LOAD', (one) => one.assignments(true)],
      ['GET', (one) => one.assignments(true)],
    ] satisfies readonly (readonly [string, (reader: EffectReader) => void])[]
  ).map(([word, read]) => [keyword(word), read]),
);
