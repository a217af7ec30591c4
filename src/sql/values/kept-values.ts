// What the text of a view, a trigger, a routine or a generated column does with values.

import type { KeptCopy, KeptKind, KeptUse, KeptValues } from '../../core/described-values.ts';
import { statementsOf } from '../access/routine-body.ts';
import { readStatement } from '../statement-reading.ts';
import { readCheck } from './kept-checks.ts';
import { readValueUses, type ValueUse, type ValueUses } from './value-uses.ts';

const OF_ROW = /\b(?:new|old)\s*\.\s*`?$/i;
const ANY = '?';
/** Identities are equal where they were. */
const EQUAL: ReadonlySet<string> = new Set(['equated', 'grouped']);
/** Nobody knows what these do with values. */
const UNKNOWN = /^(?:call|prepare|execute|load)\b/i;

/** Null where nobody knows. @param body its statements; of a column or a check its expression */
export function readKeptValues(kind: KeptKind, body: string): KeptValues | null {
  if (kind === 'check') return readCheck(body);
  const statements = kind === 'column' ? [`DO 1, (${body})`] : body.trim() === '' ? null : statementsOf(body);
  if (statements === null || statements.some((one) => UNKNOWN.test(one))) return null;
  const isRoutine = kind === 'function' || kind === 'procedure';
  // what has no row before it may be a variable that holds anything
  const hasVariables = isRoutine || (kind === 'trigger' && statements.length > 1);
  const uses: KeptUse[] = [];
  const [aliases, made] = [new Map<string, string>(), new Set<string>()];
  const copied: KeptCopy[] = [];
  for (const statement of statements) {
    const { normal } = readStatement(Buffer.from(statement));
    const read = readValueUses(normal, {});
    if (kind === 'column') return ofColumn(read);
    const stored = new Set(read.copied.flatMap(({ made: one }) => (one === 'as it is' || one === null ? [] : [one])));
    for (const use of read.uses) {
      const isStored = use.call !== null && stored.has(use.call);
      if (use.name !== null && !isStored && !EQUAL.has(use.how))
        uses.push(keptUse(use, hasVariables && !isOfRow(normal, use)));
    }
    for (const [as, name] of read.aliases) aliases.set(as, name);
    for (const one of read.made) made.add(one);
    const from = (name: string) => (hasVariables ? ANY : name);
    for (const { to, from: name, made: one } of read.copied) {
      copied.push({ to, from: from(name), made: one === 'as it is' ? one : plain(one) });
    }
    // rows of a query, or what only a variable holds
    if (/^\s*(?:insert|replace)\b[^;]*\bselect\b/i.test(statement))
      copied.push({ to: null, from: ANY, made: 'as it is' });
  }
  return { uses, aliases, made, copied };
}

function isOfRow(sql: Buffer, { start }: ValueUse): boolean {
  return OF_ROW.test(sql.toString('latin1', Math.max(0, start - 12), start));
}

/** A constant of the text is not kept: what is compared with one, or has another one as an argument than a number, is computed with. */
function keptUse({ how, name, call, as }: ValueUse, isAny: boolean): KeptUse {
  const kept = how === 'matched' || how === 'compared' ? 'computed' : how;
  // a word each
  return { how: kept.replaceAll(' ', '-'), name: isAny || name === null ? ANY : name, call: plain(call), as };
}

function plain(call: ValueUse['call']): ValueUse['call'] {
  return call?.others.every((one) => /^\d{1,9}$/.test(one)) === true ? call : null;
}

/** Of an expression: what its columns' values become. */
function ofColumn({ names, uses }: ValueUses): KeptValues {
  const copied = [...names].map((from): KeptCopy => {
    const own = uses.filter(({ name, how }) => name === from && how !== 'measured' && how !== 'equated');
    const made =
      own.length === 0 && names.size === 1 ? 'as it is' : own.length === 1 ? plain(own[0]?.call ?? null) : null;
    return { to: null, from, made };
  });
  return { uses: [], aliases: new Map(), made: new Set(), copied };
}
