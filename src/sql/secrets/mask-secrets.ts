// Replaces the secrets that a statement spells out, so that no recording holds one and any secret matches any other.
// Masked: IDENTIFIED BY / WITH … BY | AS | USING, REPLACE of an old password, SET PASSWORD, the password of CREATE and
// ALTER SERVER, of CHANGE MASTER | REPLICATION SOURCE, of START REPLICA | SLAVE | GROUP_REPLICATION, of CLONE INSTANCE,
// of a FEDERATED table's CONNECTION, and all of these inside PREPARE, EXECUTE IMMEDIATE and SET @x = '…'.
// Also: keys of AES_ENCRYPT and its kin (key-arguments.ts), what variables with a telling name are given, passwords within
// URLs and properties (`Pwd=x;`) in any literal, name or comment, what is written to the tables of accounts, and every literal of an
// account statement behind something like IDENTIFIED, whose syntax may be wrong. Not masked: data that an application calls a
// password.
// https://dev.mysql.com/doc/refman/en/password-logging.html, https://mariadb.com/kb/en/create-user/

import { DOUBLE_QUOTE, QUOTE, SEMICOLON } from '../words/ascii.ts';
import { BYTE_CLASSES, ByteClass } from '../words/characters.ts';
import { Lexer } from '../words/lexer.ts';
import {
  dsnPasswords,
  headerPasswords,
  isHash,
  literalContent,
  propertyPasswords,
  quoteLiteral,
  urlPassword,
  urlPasswords,
} from '../words/literal.ts';
import { type LexerOptions, TokenKind } from '../words/token.ts';
import { type LiteralRole, SecretContext } from './secret-context.ts';
import { mayHoldSecret } from './secret-marks.ts';

/** What stands in a secret's place. */
const MASK: Buffer = Buffer.from("'***'");
/** The same inside a connection's URL. */
const URL_MASK: Buffer = Buffer.from('***');
/** Statements inside literals of statements: deeper than this nobody looks. */
const MAX_NESTING = 3;
const SPACE = Buffer.from(' ');

interface Edit {
  readonly start: number;
  end: number;
  readonly text: Buffer;
}

/** The statement with its secrets replaced by `MASK`; `sql` itself where there is none. Idempotent. */
export function maskSecrets(sql: Buffer, options: LexerOptions = {}): Buffer {
  return mayHoldSecret(sql) ? maskNested(sql, options, 0) : sql;
}

/** Shorter ones stand in any answer. */
const LEAST_BYTES = 4;

/** What is masked in a statement, as the server would say it again; as it stands there too. */
export function secretsIn(sql: Buffer, options: LexerOptions = {}): Buffer[] {
  if (!mayHoldSecret(sql)) return [];
  const edits = new Search(sql, options, 0).run();
  return edits
    .flatMap(({ start, end, text }) => {
      const own = sql.subarray(start, end);
      if (!isStringLiteral(text)) return [own];
      // of a statement within a literal its secrets
      const content = literalContent(sql, start, end, options);
      const nested = text === MASK ? [] : secretsIn(content, options);
      return nested.length > 0 ? nested : [own.subarray(1, -1), content];
    })
    .filter(({ length }) => length >= LEAST_BYTES);
}

const NONE: ReadonlySet<number> = new Set();

/** Places, from 0, of the `?` that secrets are bound to. */
export function secretParameters(sql: Buffer, options: LexerOptions = {}): ReadonlySet<number> {
  if (!mayHoldSecret(sql) || !sql.includes('?')) return NONE;
  const search = new Search(sql, options, 0);
  search.run();
  return search.secretParameters;
}

function maskNested(sql: Buffer, options: LexerOptions, nesting: number): Buffer {
  return masked(sql, new Search(sql, options, nesting).run());
}

function masked(sql: Buffer, edits: readonly Edit[]): Buffer {
  return edits.length === 0 ? sql : applyEdits(sql, edits);
}

/** One way through a statement, or several of them. */
class Search {
  /** Whether the text breaks off where a secret is to come, or in one: it is put together of more texts than this. */
  isOpen = false;
  readonly secretParameters = new Set<number>();
  #parameters = 0;
  readonly #sql: Buffer;
  readonly #options: LexerOptions;
  readonly #nesting: number;
  readonly #lexer: Lexer;
  readonly #context = new SecretContext();
  #edits: Edit[] = [];
  /** Literals of this statement in which nothing was found: what stands behind them may say more (`… INTO @password`). */
  #plain: { readonly start: number; readonly end: number }[] = [];
  #adjacent: Edit | null = null;

  constructor(sql: Buffer, options: LexerOptions, nesting: number) {
    this.#sql = sql;
    this.#options = options;
    this.#nesting = nesting;
    this.#lexer = new Lexer(sql, options);
  }

  run(): Edit[] {
    const lexer = this.#lexer;
    let isCutOff = false;
    for (let kind = lexer.next(); kind !== TokenKind.end; kind = lexer.next()) {
      if (kind === TokenKind.comment || kind === TokenKind.hint || kind === TokenKind.quotedIdentifier) {
        if (!isLiteral(lexer)) this.#edits.push(...urlEdits(lexer, false));
      }
      if (kind <= TokenKind.hint) continue;
      isCutOff = !lexer.isTerminated;
      if (isLiteral(lexer)) this.#literal();
      else if (this.#other()) break;
    }
    this.isOpen = this.#context.roleOfLiteral() === 'secret';
    const edits = this.#edits.sort((one, other) => one.start - other.start);
    // a secret with a stray quote in it ends where nobody can tell: everything behind its beginning is taken for it
    const last = isCutOff ? edits.findIndex((edit) => edit.text === MASK) : -1;
    const secret = edits[last];
    if (secret !== undefined) {
      secret.end = this.#sql.length;
      edits.length = last + 1;
      this.isOpen = true;
    }
    return edits.filter((edit) => !edit.text.equals(this.#sql.subarray(edit.start, edit.end)));
  }

  /** Returns whether everything that follows was taken for a secret. */
  #other(): boolean {
    const [lexer, context] = [this.#lexer, this.#context];
    // a quote within a secret that the server takes for its end: what belongs to it nobody can tell
    if (this.#adjacent?.end === lexer.start && lexer.kind === TokenKind.word) {
      this.#adjacent.end = this.#sql.length;
      return true;
    }
    this.#adjacent = null;
    if (lexer.isByte(SEMICOLON)) {
      context.endStatement();
      this.#plain = [];
      return false;
    }
    if (context.isBareSecret(lexer)) {
      this.#edits.push({ start: lexer.start, end: this.#sql.length, text: MASK });
      return true;
    }
    if (lexer.kind === TokenKind.parameter) {
      if (context.roleOfLiteral() === 'secret') this.secretParameters.add(this.#parameters);
      this.#parameters++;
      // it stands where a literal would
      context.stepLiteral();
      return false;
    }
    context.step(lexer);
    if (context.intoVariable !== null) this.#lookBack(context.intoVariable);
    return false;
  }

  #literal(): void {
    const [lexer, context] = [this.#lexer, this.#context];
    const { start, end } = lexer;
    if (this.#adjacent !== null) {
      this.#adjacent.end = end;
      return;
    }
    const role = context.roleOfLiteral();
    const edit = this.#editOf(role);
    if (edit !== null) this.#edits.push(edit);
    else {
      this.#edits.push(...urlEdits(lexer, context.isDefinition));
      this.#plain.push({ start, end });
    }
    this.#adjacent = role === 'secret' ? edit : null;
    context.stepLiteral();
  }

  #editOf(role: LiteralRole): Edit | null {
    const { start, end, kind } = this.#lexer;
    if (role === 'secret') return { start, end, text: MASK };
    if (role === 'url') {
      const password = urlPassword(this.#sql, start, end);
      return password === null ? null : { ...password, text: URL_MASK };
    }
    if (isHash(this.#sql, start, end)) return { start, end, text: MASK };
    return role === 'nested' && kind !== TokenKind.binary ? this.#nestedEdit(start, end) : null;
  }

  #nestedEdit(start: number, end: number): Edit | null {
    if (this.#nesting >= MAX_NESTING) return null;
    const content = literalContent(this.#sql, start, end, this.#options);
    if (!mayHoldSecret(content)) return null;
    const search = new Search(content, this.#options, this.#nesting + 1);
    const edits = search.run();
    // CONCAT('… IDENTIFIED BY ', 'x')
    if (search.isOpen) this.#context.taint();
    return edits.length === 0 ? null : { start, end, text: quoteLiteral(masked(content, edits), this.#options) };
  }

  /** What was read goes into a user variable. */
  #lookBack(kind: 'telling' | 'other'): void {
    const found = this.#plain.flatMap(({ start, end }) => {
      const edit = kind === 'telling' ? { start, end, text: MASK } : this.#nestedEdit(start, end);
      return edit === null ? [] : [edit];
    });
    this.#plain = [];
    if (found.length > 0) this.#edits = [...outside(this.#edits, found), ...found];
  }
}

/** Without passwords of URLs in what is masked as a whole. Both lists are in the order of the text: once through. */
function outside(edits: readonly Edit[], whole: readonly Edit[]): Edit[] {
  let at = 0;
  return edits.filter(({ start, end }) => {
    while (at < whole.length && (whole[at]?.end ?? 0) <= start) at++;
    const place = whole[at];
    return place === undefined || start < place.start || end > place.end;
  });
}

function isLiteral(lexer: Lexer): boolean {
  if (lexer.kind === TokenKind.string || lexer.kind === TokenKind.binary) return true;
  return lexer.kind === TokenKind.quotedIdentifier && lexer.sql[lexer.start] === DOUBLE_QUOTE;
}

/** Passwords of URLs, such as `amqp://user:password@host` and `user:password@tcp(host)`, and of properties, such as `…;Pwd=password;`. */
function urlEdits({ sql, start, end }: Lexer, isLoose: boolean): Edit[] {
  const properties = propertyPasswords(sql, start, end, isLoose);
  const urls = [
    ...urlPasswords(sql, start, end),
    ...dsnPasswords(sql, start, end),
    ...headerPasswords(sql, start, end),
  ];
  if (urls.length === 0 && properties.length === 0) return [];
  // a place that two of them see is masked once; all are in the order of the text, so once through
  const edits: Edit[] = [];
  for (const place of [...properties, ...urls].sort((one, other) => one.start - other.start)) {
    const last = edits.at(-1);
    if (last === undefined || place.start >= last.end) edits.push({ ...place, text: URL_MASK });
    else last.end = Math.max(last.end, place.end);
  }
  return edits;
}

function applyEdits(sql: Buffer, edits: readonly Edit[]): Buffer {
  const pieces: Buffer[] = [];
  let from = 0;
  for (const edit of edits) {
    pieces.push(sql.subarray(from, edit.start));
    // a string that was written otherwise must not run into what stands beside it: 'a'"b" is two literals, 'a''b' is one
    if (isStringLiteral(edit.text) && sql[edit.start] !== QUOTE && glues(sql[edit.start - 1])) pieces.push(SPACE);
    pieces.push(edit.text);
    if (isStringLiteral(edit.text) && sql[edit.end] === QUOTE) pieces.push(SPACE);
    from = edit.end;
  }
  pieces.push(sql.subarray(from));
  return Buffer.concat(pieces);
}

function isStringLiteral(text: Buffer): boolean {
  return text[0] === QUOTE;
}

/** Whether a string's opening quote behind `byte` would not begin a string: inside another one, or x'…', N'…'. */
function glues(byte: number | undefined): boolean {
  return byte !== undefined && (byte === QUOTE || ((BYTE_CLASSES[byte] ?? 0) & ByteClass.word) !== 0);
}
