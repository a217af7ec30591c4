// What a statement leaves behind in its session that later answers depend on, beside settings (settings.ts): user
// variables that it assigns, temporary tables, statements that PREPARE … FROM names, locked tables. What a stored
// procedure leaves behind is not seen.

import { canonicalDigest } from '../core/canonical-hash.ts';
import { COMMA } from './ascii.ts';
import { nameIn, userVariableName } from './dependencies.ts';
import { Lexer } from './lexer.ts';
import { type LexerOptions, TokenKind } from './token.ts';

export type SessionEffect =
  /** A user variable got a value that only the server knows. */
  | { readonly kind: 'assigned'; readonly name: string }
  | { readonly kind: 'temporary table' | 'dropped table'; readonly name: string }
  /** `variables`: user variables that the text is taken from. */
  | { readonly kind: 'prepared'; readonly name: string; readonly digest: string; readonly variables: readonly string[] }
  | { readonly kind: 'deallocated'; readonly name: string }
  /** Null: none is any more. */
  | { readonly kind: 'locked tables'; readonly tables: string | null };

const NONE: readonly SessionEffect[] = [];

/** What all statements among the statement or statements leave behind, in their order. */
export function readEffects(sql: Buffer, options: LexerOptions = {}): readonly SessionEffect[] {
  const reader = new EffectReader(sql, options);
  reader.read();
  return reader.effects ?? NONE;
}

/** Words that may stand between `CREATE` or `DROP` and the name of a table. */
const BEFORE_NAME: ReadonlySet<string> = new Set([
  'TABLE',
  'TABLES',
  'TEMPORARY',
  'IF',
  'NOT',
  'EXISTS',
  'OR',
  'REPLACE',
]);

class EffectReader {
  effects: SessionEffect[] | null = null;
  readonly #lexer: Lexer;

  constructor(sql: Buffer, options: LexerOptions) {
    this.#lexer = new Lexer(sql, options);
  }

  read(): void {
    const lexer = this.#lexer;
    for (let kind = lexer.nextSignificant(); kind !== TokenKind.end; kind = lexer.nextSignificant()) {
      if (kind === TokenKind.word) this.#statement(lexer.upperText());
      this.#skipRest();
    }
  }

  /** The lexer stands on the statement's first word, and then anywhere behind it. */
  #statement(first: string): void {
    switch (first) {
      case 'SET':
        return;
      case 'CREATE':
        this.#tables('temporary table');
        return;
      case 'DROP':
        this.#drop();
        return;
      case 'PREPARE':
        this.#prepare();
        return;
      case 'DEALLOCATE':
        this.#lexer.nextSignificant();
        this.#deallocate();
        return;
      case 'LOCK':
        this.#lock();
        return;
      case 'UNLOCK':
      case 'BEGIN':
      case 'START':
        this.#add({ kind: 'locked tables', tables: null });
        return;
      default:
        this.#assignments(first === 'CALL' || first === 'LOAD');
        return;
    }
  }

  #add(effect: SessionEffect): void {
    this.effects ??= [];
    this.effects.push(effect);
  }

  get #isEnd(): boolean {
    return this.#lexer.kind === TokenKind.end || this.#text === ';';
  }

  get #text(): string {
    return this.#lexer.upperText();
  }

  #skipRest(): void {
    while (!this.#isEnd) this.#lexer.nextSignificant();
  }

  #drop(): void {
    this.#lexer.nextSignificant();
    if (this.#text === 'PREPARE') this.#deallocate();
    else this.#tables('dropped table');
  }

  /** `TABLE a, b.c`: the last part of each name. */
  #tables(kind: 'temporary table' | 'dropped table'): void {
    const lexer = this.#lexer;
    const words = new Set<string>();
    while (!this.#isEnd && (lexer.kind !== TokenKind.word || BEFORE_NAME.has(this.#text) || this.#text === 'CREATE')) {
      if (lexer.kind === TokenKind.quotedIdentifier) break;
      words.add(this.#text);
      lexer.nextSignificant();
    }
    if (!words.has('TABLE') || (kind === 'temporary table' && !words.has('TEMPORARY'))) return;
    let name = '';
    for (; !this.#isEnd; lexer.nextSignificant()) {
      if (lexer.kind === TokenKind.word || lexer.kind === TokenKind.quotedIdentifier) name = nameIn(lexer);
      else if (lexer.isByte(COMMA) && kind === 'dropped table') this.#add({ kind, name });
      else if (this.#text !== '.') break;
      else continue;
      if (kind === 'temporary table' && !this.#isNamePart()) break;
    }
    if (name !== '') this.#add({ kind, name });
  }

  /** Whether the name goes on behind the current part of it. */
  #isNamePart(): boolean {
    return this.#lexer.sql[this.#lexer.end] === DOT_BYTE;
  }

  #prepare(): void {
    const lexer = this.#lexer;
    lexer.nextSignificant();
    const name = nameIn(lexer);
    const variables: string[] = [];
    const from = lexer.end;
    for (; !this.#isEnd; lexer.nextSignificant()) {
      if (lexer.kind === TokenKind.variable) variables.push(userVariableName(lexer));
    }
    const digest = canonicalDigest(lexer.sql.toString('latin1', from, lexer.start));
    this.#add({ kind: 'prepared', name, digest, variables });
  }

  /** The lexer stands on PREPARE. */
  #deallocate(): void {
    this.#lexer.nextSignificant();
    this.#add({ kind: 'deallocated', name: nameIn(this.#lexer) });
  }

  #lock(): void {
    const lexer = this.#lexer;
    lexer.nextSignificant();
    if (this.#text !== 'TABLES' && this.#text !== 'TABLE') return;
    const tables: string[] = [];
    for (lexer.nextSignificant(); !this.#isEnd; lexer.nextSignificant()) tables.push(this.#text);
    this.#add({ kind: 'locked tables', tables: tables.join(' ') });
  }

  /** `@x :=`, `INTO @x, @y`. @param all whether every variable may get a value */
  #assignments(all: boolean): void {
    const lexer = this.#lexer;
    let isTarget = all;
    let variable: string | null = null;
    for (; !this.#isEnd; lexer.nextSignificant()) {
      if (lexer.kind === TokenKind.variable) {
        variable = userVariableName(lexer);
        if (isTarget) this.#add({ kind: 'assigned', name: variable });
        continue;
      }
      if (variable !== null && !isTarget && this.#text === ':=') this.#add({ kind: 'assigned', name: variable });
      variable = null;
      if (!all) isTarget = this.#text === 'INTO' || (isTarget && lexer.isByte(COMMA));
    }
  }
}

const DOT_BYTE = 0x2e;
