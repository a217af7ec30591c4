// Replaces the secrets that a statement spells out, so that no recording holds one and any secret matches any other.
// Masked: IDENTIFIED BY / WITH … BY | AS | USING, REPLACE of an old password, SET PASSWORD, the password of CREATE and
// ALTER SERVER, of CHANGE MASTER | REPLICATION SOURCE, of START REPLICA | SLAVE | GROUP_REPLICATION, of CLONE INSTANCE,
// of a FEDERATED table's CONNECTION, and all of these inside PREPARE, EXECUTE IMMEDIATE and SET @x = '…'.
// Also: keys of AES_ENCRYPT and its kin (key-arguments.ts), what user variables with a telling name are given, passwords
// within URLs in any literal, and every literal of an account statement behind something like IDENTIFIED, whose syntax may
// be wrong. Not masked: data that an application calls a password, and passwords in a Spider table's COMMENT.
// https://dev.mysql.com/doc/refman/en/password-logging.html, https://mariadb.com/kb/en/create-user/

import { DOUBLE_QUOTE, QUOTE, SEMICOLON } from '../words/ascii.ts';
import { BYTE_CLASSES, ByteClass } from '../words/characters.ts';
import { Lexer } from '../words/lexer.ts';
import { literalContent, quoteLiteral, urlPassword, urlPasswords } from '../words/literal.ts';
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

function maskNested(sql: Buffer, options: LexerOptions, nesting: number): Buffer {
  const edits = findEdits(sql, options, nesting);
  return edits.length === 0 ? sql : applyEdits(sql, edits);
}

function findEdits(sql: Buffer, options: LexerOptions, nesting: number): Edit[] {
  const lexer = new Lexer(sql, options);
  const context = new SecretContext();
  const edits: Edit[] = [];
  let adjacent: Edit | null = null;
  let isCutOff = false;
  for (let kind = lexer.nextSignificant(); kind !== TokenKind.end; kind = lexer.nextSignificant()) {
    isCutOff = !lexer.isTerminated;
    if (!isLiteral(lexer)) {
      adjacent = null;
      if (lexer.isByte(SEMICOLON)) context.endStatement();
      else context.step(lexer);
    } else if (adjacent !== null) adjacent.end = lexer.end;
    else {
      const role = context.roleOfLiteral();
      const edit = editOf(lexer, role, options, nesting);
      if (edit !== null) edits.push(edit);
      else if (role !== 'url') edits.push(...urlEdits(lexer));
      adjacent = role === 'secret' ? edit : null;
      context.stepLiteral();
    }
  }
  // a secret with a stray quote in it ends where nobody can tell: everything behind its beginning is taken for it
  const last = isCutOff ? edits.findIndex((edit) => edit.text === MASK) : -1;
  const secret = edits[last];
  if (secret !== undefined) {
    secret.end = sql.length;
    edits.length = last + 1;
  }
  return edits.filter((edit) => !edit.text.equals(sql.subarray(edit.start, edit.end)));
}

function isLiteral(lexer: Lexer): boolean {
  if (lexer.kind === TokenKind.string || lexer.kind === TokenKind.binary) return true;
  return lexer.kind === TokenKind.quotedIdentifier && lexer.sql[lexer.start] === DOUBLE_QUOTE;
}

function editOf(lexer: Lexer, role: LiteralRole, options: LexerOptions, nesting: number): Edit | null {
  const { sql, start, end } = lexer;
  if (role === 'secret') return { start, end, text: MASK };
  if (role === 'url') {
    const password = urlPassword(sql, start, end);
    return password === null ? null : { ...password, text: URL_MASK };
  }
  if (role === 'plain' || nesting >= MAX_NESTING || lexer.kind !== TokenKind.string) return null;
  const content = literalContent(sql, start, end, options);
  if (!mayHoldSecret(content)) return null;
  const masked = maskNested(content, options, nesting + 1);
  return masked === content ? null : { start, end, text: quoteLiteral(masked, options) };
}

/** Passwords of URLs, such as `amqp://user:password@host`. */
function urlEdits({ sql, start, end }: Lexer): Edit[] {
  return urlPasswords(sql, start, end).map((place) => ({ ...place, text: URL_MASK }));
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
