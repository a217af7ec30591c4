// What a server keeps that computes with values by itself, as far as a recording tells: by the description of its tables, and by the
// statements that make views, triggers, routines and columns.

import { describedValues, type Kept, type KeptKind } from '../../core/described-values.ts';
import type { RecordingReader } from '../../core/recording.ts';
import { described } from '../../data/table-facts.ts';
import { keptIn, mayKeep } from '../../sql/values/kept-definitions.ts';

const PAGE = 1000;

type Reader = Pick<RecordingReader, 'tables' | 'statementsAfter'>;

export class KeptPrograms {
  readonly #kept = new Map<string, Kept[]>();
  /** Columns by which tables refer to others. */
  readonly #references = new Map<string, Set<string>>();

  constructor(reader: Reader) {
    this.#takeDescriptions(reader);
    this.#takeStatements(reader);
  }

  /** Of a view, a routine, or a table; names in lower case, without their schemas. */
  of(kind: KeptKind, name: string): readonly Kept[] {
    return this.#kept.get(`${kind} ${name}`) ?? NONE;
  }

  /** The columns by which a table refers to others; null where it was not described. */
  references(table: string): ReadonlySet<string> | null {
    return this.#references.get(table) ?? null;
  }

  #takeDescriptions(reader: Reader): void {
    for (const one of reader.tables()) {
      for (const kept of describedValues(one)) this.#add(kept);
      for (const kept of notSaid(one.table, one.definition)) this.#add(kept);
      const columns = described(one.definition).references.map(({ column }) => column);
      this.#references.set(one.table.toLowerCase(), new Set(columns));
    }
  }

  #takeStatements(reader: Reader): void {
    const done = new Set<string>();
    for (let last = 0; ; ) {
      const page = reader.statementsAfter(last, PAGE);
      for (const { sql } of page) {
        if (!mayKeep(sql) || done.has(sql)) continue;
        done.add(sql);
        for (const kept of keptIn(sql)) this.#add(kept);
      }
      if (page.length < PAGE) return;
      last = page.at(-1)?.id ?? last;
    }
  }

  /** What is known counts, and not that somebody else did not know it. */
  #add(kept: Kept): void {
    const key = `${kept.kind} ${kept.name}`;
    const known = this.#kept.get(key) ?? [];
    const isOther = (one: Kept) => one.of !== kept.of;
    if (kept.values === null && !known.every(isOther)) return;
    this.#kept.set(key, [...known.filter((one) => isOther(one) || one.values !== null), kept]);
  }
}

const NONE: readonly Kept[] = [];

/** What older recordings describe without its values. */
function notSaid(table: string, definition: string): readonly Kept[] {
  const name = table.toLowerCase();
  return definition.split('\n').flatMap((line, at): readonly Kept[] => {
    const [word, own = '', ...rest] = line.toLowerCase().split(' ');
    if (at === 0 && line.includes('view')) return [{ kind: 'view', name, of: '', values: null }];
    if (word === 'column' && rest.includes('generated')) return [{ kind: 'column', name, of: own, values: null }];
    if (word === 'function' || word === 'procedure') return [{ kind: word, name: own, of: own, values: null }];
    if (word !== 'trigger') return [];
    const reaches = rest.lastIndexOf('reaches');
    return [{ kind: 'trigger', name, of: rest.slice(reaches - 2, reaches).join(' '), values: null }];
  });
}
