// What CREATE statements make that computes with values by itself: views, triggers, routines, columns that follow others, checks.

import type { Kept, KeptKind } from '../../core/described-values.ts';
import { bodyOf } from '../access/routine-body.ts';
import { readStatement, tokensOf } from '../statement-reading.ts';
import { TokenKind } from '../words/token.ts';
import { readKeptValues } from './kept-values.ts';

const VIEW = /^create\b[^(]*?\bview\s+(?:if\s+not\s+exists\s+)?([^\s(]+)\s*(\([^)]*\))?\s*as\b([\s\S]*)$/i;
const ALTERED = /^alter\b[^(]*?\bview\s+([^\s(]+)\s*(\([^)]*\))?\s*as\b([\s\S]*)$/i;
const TRIGGER =
  /^create\b.*?\btrigger\b.*?\b(before|after)\s+(insert|update|delete)\s+on\s+([^\s]+)\s+for\s+each\s+row\b(?:\s+(?:follows|precedes)\s+\S+)?([\s\S]*)$/is;
const ROUTINE = /^create\b[^(]*?\b(procedure|function)\s+(?:if\s+not\s+exists\s+)?([^\s(;]+)/i;
const TABLE = /^(?:create\b[^(]*?|alter\s+)\btable\s+(?:if\s+not\s+exists\s+)?([^\s(]+)/i;

/** Whether `keptIn` may find something: by the first word alone. */
export function mayKeep(sql: string): boolean {
  return /^\s*(?:\/\*.*?\*\/\s*)*(?:create|alter)\b/is.test(sql);
}

export function keptIn(sql: string): readonly Kept[] {
  const normal = readStatement(Buffer.from(sql)).normal.toString('utf8');
  const kept = (kind: KeptKind, written: string, of: string, body: string | null): Kept[] => {
    const values = body === null ? null : readKeptValues(kind, body);
    return [{ kind, name: bare(written), of, values }];
  };
  const view = VIEW.exec(normal) ?? ALTERED.exec(normal);
  // with names of its own
  if (view !== null) return kept('view', view[1] ?? '', '', view[2] === undefined ? (view[3] ?? '') : null);
  const [, timing = '', event = '', table, triggered = ''] = TRIGGER.exec(normal) ?? [];
  if (table !== undefined) return kept('trigger', table, `${timing} ${event}`.toLowerCase(), triggered);
  const [, kind, routine = ''] = ROUTINE.exec(normal) ?? [];
  if (kind !== undefined) {
    const isFunction = kind.toLowerCase() === 'function';
    return kept(isFunction ? 'function' : 'procedure', routine, bare(routine), bodyOf(normal, isFunction));
  }
  const made = TABLE.exec(normal)?.[1];
  if (made === undefined) return [];
  return columnsIn(normal).flatMap(({ kind: of, column, expression }) => kept(of, made, column, expression));
}

function bare(written: string): string {
  return written.replace(/[`"]/g, '').split('.').at(-1)?.toLowerCase() ?? '';
}

interface Following {
  readonly kind: 'column' | 'check';
  /** Of a check what it says, since it need not have a name. */
  readonly column: string;
  readonly expression: string;
}

/** `code CHAR(8) AS (LEFT(token, 8))`, `DEFAULT (…)`, `CHECK (…)`: what stands in the parentheses, by the first word of its definition. */
function columnsIn(normal: string): Following[] {
  const sql = Buffer.from(normal);
  const isAltering = /^alter/i.test(normal);
  const lexer = tokensOf(sql).read();
  const found: Following[] = [];
  let depth = 0;
  let [column, isFirst, word] = ['', true, ''];
  let begun: { readonly at: number; readonly depth: number; readonly kind: Following['kind'] } | null = null;
  for (let kind = lexer.nextSignificant(); kind !== TokenKind.end; kind = lexer.nextSignificant()) {
    const text = sql.toString('utf8', lexer.start, lexer.end).toLowerCase();
    if (text === '(') {
      if ((depth > 0 || isAltering) && begun === null && /^(?:as|default|check)$/.test(word))
        begun = { at: lexer.end, depth, kind: word === 'check' ? 'check' : 'column' };
      if (depth++ === 0 && !isAltering) isFirst = true;
    } else if (text === ')') {
      if (--depth === begun?.depth) {
        const expression = sql.toString('utf8', begun.at, lexer.start);
        found.push({ kind: begun.kind, column: begun.kind === 'check' ? expression : column, expression });
        begun = null;
      }
    } else if (text === ',' && depth <= 1) isFirst = true;
    else if (isFirst || (depth === 0 && /^(?:column|add|modify|change)$/.test(word))) {
      column = bare(text);
      isFirst = false;
    }
    word = text;
  }
  return found;
}
