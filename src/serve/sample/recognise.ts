// Finds which of the sample server's statements a client has sent, and the values in it.

import { type SampleStatement, SMALL_TALK, STATEMENTS } from './statements.ts';

export interface Recognised {
  readonly statement: SampleStatement;
  /** Text of each value; null for a `?` that is to be bound. */
  readonly values: readonly (string | null)[];
}

const VALUE = String.raw`(\?|-?\d+(?:\.\d+)?|'(?:[^'\\]|\\.|'')*')`;
const PATTERNS = [...STATEMENTS, ...SMALL_TALK].map((statement) => ({ statement, pattern: patternOf(statement.sql) }));

/** @param sql without comment, semicolon and space around it (`bareStatement`) */
export function recognise(sql: string): Recognised | undefined {
  for (const { statement, pattern } of PATTERNS) {
    const found = pattern.exec(sql);
    if (found !== null) return { statement, values: found.slice(1).map(valueIn) };
  }
  return undefined;
}

/** The statement without a comment before it, and without semicolon and space around it. */
export function bareStatement(sql: Buffer): string {
  return sql
    .toString('utf8')
    .replace(/^\s*\/\*.*?\*\//s, '')
    .replace(/[\s;]+$/, '')
    .trim();
}

/** Letter case does not count, and any white space is as good as another. */
function patternOf(sql: string): RegExp {
  const escaped = sql.replaceAll(/[*().]/g, String.raw`\$&`);
  const source = escaped.replaceAll('?', VALUE).replaceAll(' ', String.raw`\s+`).replaceAll(',', String.raw`\s*,`);
  return new RegExp(`^${source.replaceAll(String.raw`,\s+`, String.raw`,\s*`)}$`, 'i');
}

function valueIn(text: string): string | null {
  if (text === '?') return null;
  return text.startsWith("'") ? text.slice(1, -1) : text;
}
