// Random writes to one table, by itself and as a session sees its own: where two histories give a reader the same version, the rows
// that it asks for are the same, and how many rows are told to go is how many do.

import { expect, test } from 'vitest';
import type { PinnedRows, TableUse } from '../../../../src/core/data-use.ts';
import { hashOf } from '../../../../src/data/history/mix.ts';
import { OwnWrites } from '../../../../src/data/versions/own-writes.ts';
import { TableHistory } from '../../../../src/data/versions/table-history.ts';
import type { TableLink } from '../../../../src/data/versions/table-link.ts';
import { lookAt } from '../../../../src/data/versions/table-look.ts';
import { randomFrom } from '../../../support/sessions/random-program.ts';

interface Row {
  readonly id: number;
  readonly owner: number;
  readonly kind: number;
  readonly v: string;
}

const pin = (column: 'id' | 'owner' | 'kind', ...values: number[]) => ({
  column,
  values: values.map((value) => `#${value}`),
});
const has = (pins: readonly PinnedRows[]) => (row: Row) =>
  pins.every(({ column, values }) => values.includes(`#${row[column as 'id']}`));
const shown = (rows: readonly Row[]) =>
  JSON.stringify(rows.map(({ owner, kind, v }) => [owner, kind, v].join()).sort());

/** A table, what is in it, and what was done to it. */
class Table {
  readonly #shared = new TableHistory();
  #own: OwnWrites | null = null;
  #moment = 0;
  rows: readonly Row[] = [];
  readonly log: string[] = [];

  constructor() {
    this.put('create', { effect: 'create' });
  }

  get state(): TableHistory | OwnWrites {
    return this.#own ?? this.#shared;
  }

  begin(): void {
    this.#own ??= new OwnWrites(this.#shared, this.#shared.knownAt(null));
  }

  put(text: string, more: Partial<TableLink>): void {
    const link: TableLink = {
      ...{ id: hashOf(text), exchange: this.#moment + 1, commutes: undefined, effect: 'change', pins: [], mixes: [] },
      ...more,
    };
    this.log.push(text);
    if (this.#own === null) this.#shared.append(link, ++this.#moment, Number.POSITIVE_INFINITY);
    else this.#own.put(link, 0);
  }

  add(owner: number, ...added: readonly Row[]): void {
    if (this.rows.some(({ id }) => added.some((one) => one.id === id))) return;
    this.rows = [...this.rows, ...added];
    const of = [pin('owner', owner), pin('kind', ...added.map(({ kind }) => kind))];
    const pins = [...of, pin('id', ...added.map(({ id }) => id))];
    const count = { by: added.length, of, fresh: ['id'] };
    this.put(`add ${owner} ${added.map(({ kind }) => kind)}`, { commutes: 'inserts', pins, count });
  }

  change(pins: readonly PinnedRows[], value: number): void {
    if (!this.rows.some(has(pins))) return;
    const text = `change ${value} ${JSON.stringify(pins)}`;
    this.rows = this.rows.map((row) => (has(pins)(row) ? { ...row, v: `${row.v};${text}` } : row));
    this.put(text, { pins, mixes: ['v'], count: { by: 0, sets: ['v'] } });
  }

  /** To another owner. */
  move(owner: number, kind: number): void {
    const isOf = has([pin('owner', owner), pin('kind', kind)]);
    if (!this.rows.some(isOf)) return;
    this.rows = this.rows.map((row) => (isOf(row) ? { ...row, owner: 3 - owner } : row));
    this.put(`move ${owner} ${kind}`, {
      pins: [pin('kind', kind)],
      mixes: ['owner'],
      count: { by: 0, sets: ['owner'] },
    });
  }

  drop(of: readonly PinnedRows[]): void {
    const gone = this.rows.filter(has(of)).length;
    const told = this.state.countOf(of);
    if (told !== null) expect(told, [...this.log, JSON.stringify(of)].join(' | ')).toBe(gone);
    const [only, other] = of;
    const clears = other === undefined ? only : undefined;
    if (gone > 0) {
      this.rows = this.rows.filter((row) => !has(of)(row));
      this.put(`drop ${JSON.stringify(of)}`, { pins: of, count: { by: -gone }, gone: of, clears: clears?.column });
    } else if (this.#own === null) {
      this.log.push(`none ${JSON.stringify(of)}`);
      const none = clears === undefined ? { of } : { of, pin: clears };
      this.#shared.noteNone(none, ++this.#moment, Number.POSITIVE_INFINITY);
    }
  }
}

const IDS = [1, 2, 3, 4, 5, 6, 7, 8, 21, 22, 26, 27];
const LOOKS: readonly PinnedRows[] = [...IDS.map((id) => pin('id', id)), ...[1, 2].map((one) => pin('owner', one))];

test('one version, the same rows', () => {
  const random = randomFrom(7);
  const below = (end: number) => Math.floor(random() * end);
  const known = new Map<string, string>();
  for (let run = 0; run < 80; run++) {
    const table = new Table();
    // a row of which nobody knows what it has
    if (below(3) === 0) {
      table.rows = [{ id: 90, owner: 1, kind: 7, v: '' }];
      table.put('unknown', { count: { by: 1 } });
    }
    const isOwn = below(3) === 0;
    for (let step = 3 + below(9); step > 0; step--) {
      if (isOwn && below(3) === 0) table.begin();
      const [owner, kind] = [1 + below(2), 7 + below(2)];
      const id = (owner - 1) * 4 + (kind - 7) * 2 + 1 + below(2);
      const both = [pin('owner', owner), pin('kind', kind)];
      const ways = [both, both.slice(0, 1), both.slice(1), [pin('id', id)]];
      const what = below(10);
      if (what < 3) table.add(owner, { id, owner, kind, v: '' });
      else if (what < 4)
        table.add(owner, { id: 20 + owner, owner, kind: 7, v: '' }, { id: 25 + owner, owner, kind: 8, v: '' });
      else if (what < 7) table.change(ways[below(4)] ?? both, below(2));
      else if (what < 8) table.move(owner, kind);
      else table.drop(ways[below(3)] ?? both);
      const look = (name: string, use: TableUse, rows: readonly Row[]) => {
        const key = `${name} ${lookAt(table.state, use).version}`;
        expect(known.get(key) ?? shown(rows), `${name}: ${table.log.join(' | ')}`).toBe(shown(rows));
        known.set(key, shown(rows));
      };
      for (const one of LOOKS) look(JSON.stringify(one), { table: 't', pins: [one] }, table.rows.filter(has([one])));
      look('all', { table: 't', by: 'id' }, table.rows);
    }
  }
});
