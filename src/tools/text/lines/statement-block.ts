// A statement as lines that are read with ease and put together again byte for byte. Each line begins with its sign:
// `|` stands at the beginning and for a line break of the statement, `\` for one space at which the line was broken.

import { isUtf8 } from 'node:buffer';
import { tokensOf } from '../../../sql/statement-reading.ts';
import { TokenKind } from '../../../sql/words/token.ts';
import type { Line, Lines } from '../reading/scanner.ts';
import { formatBytes } from './tokens.ts';

/** Shorter statements stay on one line. */
const LONG_CHARS = 72;
/** Words before which a long statement is broken. */
const CLAUSES: ReadonlySet<string> = new Set([
  ...['FROM', 'WHERE', 'GROUP', 'HAVING', 'ORDER', 'LIMIT', 'UNION', 'VALUES', 'SET', 'ON', 'AND', 'OR'],
  ...['LEFT', 'RIGHT', 'INNER', 'CROSS', 'STRAIGHT_JOIN', 'JOIN', 'WINDOW', 'FOR', 'RETURNING'],
]);
/** Words that begin a clause only where none of these stands before them: LEFT JOIN, BETWEEN 1 AND 2. */
const BINDS_JOIN: ReadonlySet<string> = new Set(['LEFT', 'RIGHT', 'INNER', 'CROSS', 'OUTER', 'NATURAL']);
/** What does not survive as lines: other control characters, and a carriage return. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f\u0085\u2028\u2029]|\p{Cf}/u;

/** Lines of a statement: a block, or one line with a quoted string where a block cannot show it. */
export function formatStatement(sql: Buffer, indent: string): string[] {
  const text = sql.toString('utf8');
  if (!isUtf8(sql) || UNPRINTABLE.test(text)) return [`${indent}sql ${formatBytes(sql)}`];
  return text.split('\n').flatMap((line) => {
    const [first = '', ...others] = text.length <= LONG_CHARS ? [line] : brokenUp(line);
    return [`${indent}| ${first}`, ...others.map((part) => `${indent}\\ ${part}`)];
  });
}

/** The statement that the next lines stand for; null where none comes. */
export function parseStatement(lines: Lines): { sql: Buffer; line: Line } | null {
  const quoted = lines.takeIf('sql');
  if (quoted !== null) {
    const sql = quoted.bytes('the statement');
    quoted.end();
    return { sql, line: quoted };
  }
  let text: string | null = null;
  let first: Line | null = null;
  for (let part = lines.takeBlockLine('|\\'); part !== null; part = lines.takeBlockLine('|\\')) {
    if (first === null && part.sign === '\\') throw part.line.error('a statement begins with |');
    first ??= part.line;
    text = text === null ? part.text : `${text}${part.sign === '|' ? '\n' : ' '}${part.text}`;
  }
  return text === null || first === null ? null : { sql: Buffer.from(text), line: first };
}

/** Breaks a line at single spaces before the words that begin a clause, outside of parentheses. */
function brokenUp(line: string): string[] {
  const bytes = Buffer.from(line);
  const parts: string[] = [];
  const lexer = tokensOf(bytes).read();
  let from = 0;
  let depth = 0;
  let previous = '';
  let isSpaceBefore = false;
  let isBetween = false;
  for (let kind = lexer.next(); kind !== TokenKind.end; kind = lexer.next()) {
    const isOneSpace = kind === TokenKind.whitespace && lexer.end - lexer.start === 1 && lexer.isByte(0x20);
    if (kind === TokenKind.operator && lexer.isByte(0x28)) depth++;
    if (kind === TokenKind.operator && lexer.isByte(0x29)) depth--;
    const word = kind === TokenKind.word ? lexer.upperText() : '';
    if (depth === 0 && isSpaceBefore && lexer.start - 1 > from && beginsClause(word, previous, isBetween)) {
      parts.push(bytes.toString('utf8', from, lexer.start - 1));
      from = lexer.start;
    }
    isSpaceBefore = isOneSpace;
    if (kind === TokenKind.whitespace) continue;
    isBetween = word === 'BETWEEN' || (isBetween && word !== 'AND');
    previous = word;
  }
  return [...parts, bytes.toString('utf8', from)];
}

function beginsClause(word: string, previous: string, isBetween: boolean): boolean {
  if (!CLAUSES.has(word)) return false;
  if (word === 'AND') return !isBetween;
  if (word === 'JOIN' || word === 'LEFT' || word === 'RIGHT') return !BINDS_JOIN.has(previous);
  return word !== 'ON' || previous !== 'DUPLICATE';
}
