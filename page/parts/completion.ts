// What could stand where a filter is being typed. Pure.

import { facetsOf } from '../../src/page/facets.ts';
import type { PageExchange } from '../../src/page/page-data.ts';

export interface Choice {
  readonly name: string;
  readonly hint?: string;
}

export interface Completion extends Choice {
  /** The whole filter with it, and where the cursor is then. */
  readonly text: string;
  readonly cursor: number;
}

/** What there is to choose from: a field's values with how often they occur, where that is known. */
export type ValuesOf = (field: string) => readonly (readonly [value: string, count: number | null])[];

const FIELDS: Readonly<Record<string, string>> = {
  command: 'of the protocol, as QUERY',
  table: 'a name in the statement',
  is: 'error, gap, read, write …',
  error: "the server's number",
  ms: 'how long it took, as >15',
  rows: 'how many, as >100',
  bytes: 'of the answer, as >1000',
  session: 'number of the connection',
  user: 'who was logged in',
  db: 'the current database',
  scope: 'name of the test',
  id: 'number of the exchange, as 20..40',
  time: 'when it began, as >17:21:36 or 0.5..2 s',
  tx: 'the exchange that began the transaction',
  param: 'a text in the parameters',
};
const STATES = ['error', 'gap', 'read', 'write'];
const REPLAYED = ['played', 'unused', 'miss'];
const MOST = 12;
/** A value that is more than a word is quoted. */
const PLAIN = /^[\w$.@%:-]+$/;

export function completionsOf(text: string, cursor: number, valuesOf: ValuesOf): Completion[] {
  const word = /(?:^|[\s(])(-?)([^\s()"/]*)$/.exec(text.slice(0, cursor));
  if (word === null) return [];
  const [, minus = '', typed = ''] = word;
  const from = cursor - typed.length;
  const put = (inserted: string, name: string, hint: string | undefined): Completion => {
    const rest = text.slice(cursor);
    const whole = `${text.slice(0, from)}${inserted}${rest}`;
    return {
      name: `${minus}${name}`,
      text: whole,
      cursor: from + inserted.length,
      ...(hint !== undefined && { hint }),
    };
  };
  const [, field, value = ''] = /^([a-z]+):(.*)$/i.exec(typed) ?? [];
  if (field === undefined) {
    const fields = Object.entries(FIELDS).filter(([name]) => name.startsWith(typed.toLowerCase()));
    return fields.slice(0, MOST).map(([name, hint]) => put(`${name}:`, `${name}:`, hint));
  }
  const wanted = value.toLowerCase();
  return valuesOf(field.toLowerCase())
    .filter(([each]) => each.toLowerCase().includes(wanted) && each.toLowerCase() !== wanted)
    .slice(0, MOST)
    .map(([each, count]) => {
      const said = PLAIN.test(each) ? each : `"${each.replace(/["\\]/g, '\\$&')}"`;
      return put(`${field}:${said} `, `${field}:${said}`, count === null ? undefined : count.toLocaleString('en'));
    });
}

const TABLE = /\b(?:from|join|into|update|table)\s+(?:[`\w$]+\.)?`?([\w$]+)/gi;

/**
 * Values of the exchanges that the page has, most frequent first.
 * @param facets counts that were made elsewhere @param isReplayed whether it is known what was played
 */
export function valuesIn(
  exchanges: readonly PageExchange[],
  users: ReadonlyMap<number, string>,
  facets: readonly (readonly [string, number | null])[],
  isReplayed = false,
): ValuesOf {
  const states = isReplayed ? [...STATES, ...REPLAYED] : STATES;
  return (field) => {
    const counts = new Map<string, number | null>();
    const add = (value: string | null | undefined) => {
      if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
    };
    for (const exchange of exchanges) {
      if (field === 'command') add(exchange.command.replace(/^COM_/, ''));
      else if (field === 'user') add(users.get(exchange.session));
      else if (field === 'session') add(String(exchange.session));
      else if (field === 'db') add(exchange.database);
      else if (field === 'scope') add(exchange.scope);
      else if (field === 'error') add(exchange.errorCode === null ? null : String(exchange.errorCode));
      else if (field === 'is') for (const facet of facetsOf(exchange)) add(/^is:(.*)$/.exec(facet)?.[1]);
      else if (field === 'table') for (const match of exchange.sql?.matchAll(TABLE) ?? []) add(match[1]);
    }
    for (const [facet, count] of facets) {
      const [, of, value = ''] = /^(\w+):(.*)$/.exec(facet) ?? [];
      if (of === field && !counts.has(value)) counts.set(value, count);
    }
    if (field === 'is') for (const state of states) if (!counts.has(state)) counts.set(state, null);
    if (field === 'user') for (const user of users.values()) if (!counts.has(user)) counts.set(user, null);
    return [...counts].sort((a, b) => (b[1] ?? 0) - (a[1] ?? 0));
  };
}
