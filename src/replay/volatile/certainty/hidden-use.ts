// What a statement does with tables that its words need not name: by views, triggers, routines and foreign keys.

import type { Command } from '../../../core/command.ts';
import type { DataUse } from '../../../core/data-use.ts';
import { readStatement } from '../../../sql/statement-reading.ts';

/** Names in lower case, without their schemas. */
export interface HiddenUse {
  /** All that is read, views and what they are made of. */
  readonly reads: ReadonlySet<string>;
  /** What the statement itself names and writes. */
  readonly targets: ReadonlySet<string>;
  /** What else is written. */
  readonly reached: ReadonlySet<string>;
  readonly touched: ReadonlySet<string>;
  readonly calls: readonly (readonly ['function' | 'procedure', string])[];
  /** Of triggers that may fire, in lower case. */
  readonly events: readonly string[];
  /** Its rows are new. */
  readonly isAdding: boolean;
  /** Its rows come from a query. */
  readonly isFilling: boolean;
  /** It shows all columns. */
  readonly isAll: boolean;
  /** It runs something of which nobody knows what it does. */
  readonly isUnknown: boolean;
}

const EVENTS: Readonly<Record<string, readonly string[]>> = {
  INSERT: ['insert'],
  REPLACE: ['insert', 'delete'],
  UPDATE: ['update'],
  DELETE: ['delete'],
  LOAD: ['insert'],
};

/** @param named tables that the statement names */
export function hiddenUse({ sql, dialect }: Command, use: DataUse, named: ReadonlySet<string>): HiddenUse {
  const { normal, keyword } = readStatement(sql ?? Buffer.alloc(0), dialect);
  const { reads, writes } = use;
  const text = normal.toString('latin1');
  const read = typeof reads === 'string' ? [] : reads;
  const written = writes === 'all' ? [] : writes;
  const tables = (all: readonly { readonly table: string }[]) =>
    new Set(all.flatMap(({ table }) => (table.startsWith('*') ? [] : [bare(table)])));
  const all = tables(written);
  const targets = new Set([...all].filter((one) => named.has(one)));
  const calls = read.flatMap(({ table }) => {
    const [, kind] = /^\*(function|procedure)\./.exec(table) ?? [];
    return kind === undefined ? [] : [[kind as 'function' | 'procedure', bare(table)] as const];
  });
  const isCall = keyword === 'CALL';
  const isUpsert = /\bon duplicate key\b/i.test(text);
  return {
    reads: tables(read),
    targets,
    reached: new Set([...all].filter((one) => !named.has(one))),
    touched: new Set([...tables(read), ...all]),
    calls: isCall && calls.length === 0 ? [['procedure', calledIn(text)]] : calls,
    events: [...(EVENTS[keyword] ?? []), ...(isUpsert ? ['update'] : [])],
    isAdding: keyword === 'INSERT' && !isUpsert,
    isFilling: /^(?:insert|replace|create)\b.*\bselect\b/is.test(text),
    isAll: /(?:\bselect|,|\.)\s*\*/i.test(text),
    isUnknown: isCall && (reads === 'all' || writes === 'all'),
  };
}

/** A table without its schema, and without the mark of one that only its session sees. */
export function bare(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).replace(/^~/, '');
}

function calledIn(text: string): string {
  const [, name = ''] = /^call\s+([^\s(;]+)/i.exec(text) ?? [];
  return bare(name.replaceAll('`', '').toLowerCase());
}
