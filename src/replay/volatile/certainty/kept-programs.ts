// What a server keeps that computes with values by itself, as far as a recording tells: by the description of its tables, and by the
// statements that make views, triggers, routines and columns.

import { PLAIN_DIALECT } from '../../../core/command.ts';
import { describedValues, type Kept, type KeptKind } from '../../../core/described-values.ts';
import type { RecordingReader } from '../../../core/recording.ts';
import { defined, described } from '../../../data/definitions/table-facts.ts';
import { readStatement } from '../../../sql/statement-reading.ts';
import { keptIn, mayKeep } from '../../../sql/values/kept-definitions.ts';
import { readNamed } from '../../../sql/values/named.ts';

const PAGE = 1000;

type Reader = Pick<RecordingReader, 'tables' | 'statementsAfter'>;

export class KeptPrograms {
  readonly #kept = new Map<string, Kept[]>();
  /** Columns by which tables refer to others. */
  readonly #references = new Map<string, Set<string>>();

  /** Tables and views that are described, or made by a statement. */
  readonly #named = new Set<string>();
  /** Columns in their order; null where that may have changed. */
  readonly #columns = new Map<string, readonly string[] | null>();

  /** Whether some column is of MariaDB's type UUID. */
  hasUuids = false;

  constructor(reader: Reader) {
    this.#takeDescriptions(reader);
    this.#takeStatements(reader);
  }

  /** Of a view, a routine, or a table; names in lower case, without their schemas. */
  of(kind: KeptKind, name: string): readonly Kept[] {
    return this.#kept.get(`${kind} ${name}`) ?? NONE;
  }

  /** Whether the recording tells what it is: a table or a view; its name in lower case, without its schema. */
  isKnown(name: string): boolean {
    return this.#named.has(name);
  }

  /** The columns by which a table refers to others; null where it was not described. */
  references(table: string): ReadonlySet<string> | null {
    return this.#references.get(table) ?? null;
  }

  /** The name of a column that a statement has as `#2`; null where nobody knows, as for null. @param column its own name */
  columnOf(table: string, column: string | null): string | null {
    if (column?.startsWith('#') !== true) return column;
    return this.#columns.get(table)?.[Number(column.slice(1))] ?? null;
  }

  #takeColumns(table: string, columns: readonly string[] | null): void {
    const known = this.#columns.get(table);
    const isSame = known === undefined || (known !== null && known.join() === columns?.join());
    this.#columns.set(table, isSame ? columns : null);
  }

  #takeDescriptions(reader: Reader): void {
    for (const one of reader.tables()) {
      this.#named.add(one.table.toLowerCase());
      this.hasUuids ||= /^column \S+ uuid\b/m.test(one.definition);
      for (const kept of describedValues(one)) this.#add(kept);
      for (const kept of notSaid(one.table, one.definition)) this.#add(kept);
      const { references, columns } = described(one.definition);
      this.#references.set(one.table.toLowerCase(), new Set(references.map(({ column }) => column)));
      this.#takeColumns(one.table.toLowerCase(), columns);
    }
  }

  #takeStatements(reader: Reader): void {
    const done = new Set<string>();
    for (let last = 0; ; ) {
      const page = reader.statementsAfter(last, PAGE);
      for (const { sql } of page) {
        if (MAKING.test(sql)) this.#takeNames(sql);
        this.hasUuids ||= MAKING.test(sql) && OF_UUIDS.test(sql);
        if (!mayKeep(sql) || done.has(sql)) continue;
        done.add(sql);
        const [, verb = '', written = ''] = TABLE.exec(sql) ?? [];
        const table = written.replace(/[`"]/g, '').split('.').at(-1)?.toLowerCase() ?? '';
        if (/^create$/i.test(verb)) this.#takeColumns(table, defined(Buffer.from(sql), table).columns);
        else if (verb !== '') this.#columns.set(table, null);
        for (const kept of keptIn(sql)) this.#add(kept);
      }
      if (page.length < PAGE) return;
      last = page.at(-1)?.id ?? last;
    }
  }

  #takeNames(sql: string): void {
    for (const { kind, text } of readNamed(readStatement(Buffer.from(sql), PLAIN_DIALECT).normal, PLAIN_DIALECT)) {
      if (kind === 'table' || kind === 'view') this.#named.add(text.toLowerCase());
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
/** Behind a name as its type. */
const OF_UUIDS =
  /[\w`"](?<!\bafter)\s+uuid\s*(?:[,)]|$|\b(?:not|null|default|primary|unique|key|comment|invisible|check)\b)/i;
const MAKING = /^\s*(?:create|alter|rename|\/)/i;
/** Of one that is made like another one its columns are not told. */
const TABLE = /^\s*(create|alter)\b[^(]*?\btable\s+(?:if\s+not\s+exists\s+)?([^\s(]+)/i;

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

const known = new WeakMap<object, KeptPrograms>();

/** Those of a recording, read once. */
export function programsOf(reader: Reader): KeptPrograms {
  const programs = known.get(reader) ?? new KeptPrograms(reader);
  known.set(reader, programs);
  return programs;
}
