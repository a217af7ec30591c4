// What views, triggers, functions, procedures, generated columns and CHECKs do with values, as the recorder describes those of a schema: a line
// for each, without any text of theirs, which may hold secrets.

import type { TableSchema } from './recording.ts';

export type KeptKind = 'view' | 'trigger' | 'function' | 'procedure' | 'column' | 'check';

export interface KeptUse {
  readonly how: string;
  /** A column, in lower case; `?` for any. */
  readonly name: string;
  /** The one function around it, with numbers as its other arguments; null where it is not as simple as that. */
  readonly call: KeptCall | null;
  /** Of what is selected: under which name it is given, empty where that is not known; null elsewhere. */
  readonly as: string | null;
}

export interface KeptCall {
  readonly name: string;
  readonly others: readonly string[];
}

/** What something that a server keeps does with values. */
export interface KeptValues {
  readonly uses: readonly KeptUse[];
  /** Its names of columns that it gives as they are. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Its names of what it computes. */
  readonly made: ReadonlySet<string>;
  /** Columns in which it stores others' values, or what it makes of them. */
  readonly copied: readonly KeptCopy[];
}

export interface KeptCopy {
  /** Null where it is not named. */
  readonly to: string | null;
  readonly from: string;
  /** As of a use; `as it is`: nothing is made of it. */
  readonly made: KeptCall | null | 'as it is';
}

export interface Kept {
  readonly kind: KeptKind;
  /** In lower case, without its schema; of a trigger, a column or a check its table's. */
  readonly name: string;
  /** Of a column or a check its own name, of a trigger when it fires: `before insert`. */
  readonly of: string;
  /** Null where nobody knows. */
  readonly values: KeptValues | null;
}

const BEGIN = 'values of';
const words = (text: string) => encodeURIComponent(text.toLowerCase()).replace(/[()':=*]/g, (one) => `%${hex(one)}`);
const hex = (one: string) => one.charCodeAt(0).toString(16);
const ANY = '*';
const NO_NAME = '-';
const NOBODY_KNOWS = '?';

/** `values of view - computed:token:left(8):code is:k=id makes:code`; `values of trigger before%20insert ?` where it cannot be told. */
export function keptLine(kind: KeptKind, of: string, values: KeptValues | null): string {
  const begin = [BEGIN, kind, words(of) || NO_NAME].join(' ');
  if (values === null) return `${begin} ${NOBODY_KNOWS}`;
  const uses = values.uses.map(({ how, name, call, as }) => {
    const given = as === null ? '' : `:${words(as)}`;
    return `${how}:${words(name)}:${callText(call)}${given}`;
  });
  const aliases = [...values.aliases].map(([as, name]) => `is:${words(as)}:${words(name)}`);
  const made = [...values.made].map((name) => `makes:${words(name)}`);
  const copied = values.copied.map(({ to, from, made: one }) => {
    const how = one === 'as it is' ? '' : `:${callText(one)}`;
    return `gives:${to === null ? ANY : words(to)}:${words(from)}${how}`;
  });
  return [...new Set([begin, ...uses, ...aliases, ...made, ...copied])].join(' ');
}

function callText(call: KeptCall | null): string {
  return call === null ? '' : `${words(call.name)}(${call.others.join()})`;
}

/** Whether a line of a description is one of these, which older recordings have not. */
export function isKeptLine(line: string): boolean {
  return line.startsWith(`${BEGIN} `);
}

export function describedValues({ table, definition }: Pick<TableSchema, 'table' | 'definition'>): readonly Kept[] {
  return definition.split('\n').flatMap((line): readonly Kept[] => {
    if (!isKeptLine(line)) return [];
    const [kind, of = '', ...parts] = line.slice(BEGIN.length + 1).split(' ');
    const own = of === NO_NAME ? '' : decodeURIComponent(of);
    const name = kind === 'function' || kind === 'procedure' ? own : table.toLowerCase();
    return [{ kind: kind as KeptKind, name, of: own, values: parts[0] === NOBODY_KNOWS ? null : parse(parts) }];
  });
}

function parse(parts: readonly string[]): KeptValues {
  const uses: KeptUse[] = [];
  const aliases = new Map<string, string>();
  const made = new Set<string>();
  const copied: KeptCopy[] = [];
  for (const part of parts) {
    const [word = '', first = '', second = '', third] = part.split(':');
    const [one, other] = [decodeURIComponent(first), decodeURIComponent(second)];
    if (word === 'is') aliases.set(one, other);
    else if (word === 'makes') made.add(one);
    else if (word === 'gives') {
      copied.push({
        to: first === ANY ? null : one,
        from: other,
        made: third === undefined ? 'as it is' : callIn(third),
      });
    } else
      uses.push({
        how: word,
        name: one,
        call: callIn(second),
        as: third === undefined ? null : decodeURIComponent(third),
      });
  }
  return { uses, aliases, made, copied };
}

function callIn(text: string): KeptCall | null {
  const [, name, others = ''] = /^(.+)\((.*)\)$/.exec(text) ?? [];
  return name === undefined ? null : { name: decodeURIComponent(name), others: others === '' ? [] : others.split(',') };
}
