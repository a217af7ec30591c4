// How two answers to the same message of the X Protocol differ.

import { type XResult, type XResultRows, xColumnName, xColumnType } from '../history/x-results.ts';
import { type Change, type ComparedRows, compareRows } from './compare-results.ts';
import type { CellKey } from './fresh-pairs.ts';

/** Empty where both say the same, whatever form it came in. @param cellKey as in `compareResults` */
export function compareXResults(from: readonly XResult[], to: readonly XResult[], cellKey?: CellKey): Change[] {
  const [left, right] = [from, to].map((results) => results.filter(({ kind }) => kind !== 'notice'));
  const changes: Change[] = [];
  for (let at = 0; at < Math.max(left?.length ?? 0, right?.length ?? 0); at++) {
    const [a, b] = [left?.[at], right?.[at]];
    if (a?.kind === 'rows' && b?.kind === 'rows') changes.push(...compareRows(rowsOf(a), rowsOf(b), at + 1, cellKey));
    else if (describe(a) !== describe(b)) changes.push({ kind: 'outcome', from: describe(a), to: describe(b) });
  }
  return [...changes, ...compareNotices(from, to)];
}

function rowsOf({ columns, rows, rowCount }: XResultRows): ComparedRows {
  const named = columns.map((column, index) => ({
    name: xColumnName(column, index),
    type: xColumnType(column),
    isClock: false,
  }));
  return { columns: named, rows, rowCount };
}

function describe(result: XResult | undefined): string {
  switch (result?.kind) {
    case undefined:
      return 'nothing';
    case 'rows':
      return `${result.rowCount} rows`;
    case 'suspended':
      return 'more rows of a cursor';
    case 'notice':
      return result.text;
    case 'ok':
      return 'ok';
    case 'error':
      return `error ${result.error.code} (${result.error.sqlState}): ${result.error.msg}`;
    case 'undecodable':
      return `bytes that cannot be decoded: ${result.reason}`;
  }
}

/** `rows affected: 3` is a fact of this name; warnings are counted by what they say. */
function compareNotices(from: readonly XResult[], to: readonly XResult[]): Change[] {
  const [left, right] = [factsOf(from), factsOf(to)];
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((name) => {
    const [a = 'none', b = 'none'] = [left.get(name), right.get(name)];
    return a === b ? [] : [{ kind: 'fact' as const, name, from: a, to: b }];
  });
}

function factsOf(results: readonly XResult[]): ReadonlyMap<string, string> {
  const facts = new Map<string, string>();
  for (const result of results) {
    if (result.kind !== 'notice') continue;
    const [, name = result.text, value = 'told'] = /^(.+?): (.*)$/s.exec(result.text) ?? [];
    const before = facts.get(name);
    facts.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return facts;
}
