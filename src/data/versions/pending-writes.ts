// The writes of one session that nobody else sees yet, and the tables as they are for it.

import type { DataUse, TableUse, TableWrite } from '../../core/data-use.ts';
import { RareMap } from '../../core/rare-map.ts';
import type { Moment } from '../history/timed.ts';
import type { UndoLog } from '../history/undo-log.ts';
import { OwnWrites } from './own-writes.ts';
import type { TableHistory } from './table-history.ts';
import type { TableLink } from './table-link.ts';
import type { TableState } from './table-shape.ts';
import { write } from './table-state.ts';

/** A write, and which exchange it was. */
export interface PlayedWrite {
  readonly use: DataUse;
  /** Equal where two writes do the same to the same data. */
  readonly identity: number;
  readonly exchange: number;
}

/** @param clears the column of whose pin no row is left */
export function linkOf(written: TableWrite, id: number, exchange: number, clears?: string): TableLink {
  const { effect, pins = [], commutes, mixes = [], index, kind, shown, begins, isUnsure, fills, isAnew } = written;
  const { count, leavesNothing } = written;
  return {
    id,
    commutes,
    exchange,
    effect,
    pins,
    mixes,
    index,
    kind,
    shown,
    begins,
    isUnsure,
    fills,
    isAnew,
    leavesNothing,
    count,
    clears,
  };
}

/** Of a write of which nobody knows what it touched. */
export function linkToAll({ identity, exchange }: PlayedWrite): TableLink {
  return { id: identity, commutes: undefined, exchange, effect: 'change', pins: [], mixes: 'all' };
}

/** Whether nobody but its session sees any of it. */
export function isToOwnTables({ use: { writes } }: PlayedWrite): boolean {
  return writes !== 'all' && writes.every(({ table }) => table.startsWith('~'));
}

/** What a write does to one table. */
export function linksTo(table: string, played: PlayedWrite): readonly TableLink[] {
  const { writes } = played.use;
  if (writes === 'all') return [linkToAll(played)];
  const clears = clearedBy(played.use);
  return writes.flatMap((one) => {
    return one.table === table ? linkOf(one, played.identity, played.exchange, clears.get(one)) : [];
  });
}

/** The column of whose pin no row is left, by what it writes. */
export function clearedBy({ writes, clears, isOpen }: DataUse): ReadonlyMap<TableWrite, string> {
  const own = clears === undefined || isOpen === true || writes === 'all' ? undefined : writes[0];
  return new Map(
    own?.table === clears?.table && own !== undefined && clears !== undefined ? [[own, clears.pin.column]] : [],
  );
}

/** Tables of which one session has its own view. */
interface Own {
  readonly state: OwnWrites;
  /** When what is below was written last. */
  readonly below: Moment;
  readonly at: Moment | null;
  /** How many links are on it. */
  count: number;
}

/** A write in two: what waits for the commit, and what goes to tables that know none. */
export function heldAndNot(write: PlayedWrite): {
  readonly held: PlayedWrite | null;
  readonly atOnce: PlayedWrite | null;
} {
  const { use } = write;
  if (use.writes === 'all' || !use.writes.some(({ isAtOnce }) => isAtOnce === true))
    return { held: write, atOnce: null };
  const held = use.writes.filter(({ isAtOnce }) => isAtOnce !== true);
  const writes = use.writes.filter(({ isAtOnce }) => isAtOnce === true);
  return {
    held: held.length === 0 ? null : { ...write, use: { ...use, writes: held } },
    atOnce: { ...write, use: { ...use, writes } },
  };
}

/** Writes of one transaction that are compared with what another session asks. */
const LOOKED_BACK = 64;

export class PendingWrites {
  #writes: PlayedWrite[] = [];
  /** By table; those who write to all stand in each, and in `#toAll` for tables that come later. */
  #links = new RareMap<string, TableLink[]>();
  #toAll: TableLink[] = [];
  readonly #latest = new RareMap<string, Own>();
  readonly #snapshots = new RareMap<string, Own>();

  get length(): number {
    return this.#writes.length;
  }

  get writes(): readonly PlayedWrite[] {
    return this.#writes;
  }

  tables(): Iterable<string> {
    return this.#links.keys();
  }

  push(one: PlayedWrite, undo: UndoLog | null = null): void {
    this.#writes.push(one);
    const made: string[] = [];
    undo?.note(() => this.#takeBack(one, made));
    const { writes } = one.use;
    if (writes === 'all') {
      const links = linksTo('', one);
      this.#toAll.push(...links);
      for (const list of this.#links.values()) list.push(...links);
      return;
    }
    for (const written of writes) {
      const link = linkOf(written, one.identity, one.exchange);
      const list = this.#links.get(written.table);
      if (list === undefined) {
        this.#links.set(written.table, [...this.#toAll, link]);
        made.push(written.table);
      } else list.push(link);
    }
  }

  /** It was pushed last. @param made tables that nothing was written to before it */
  #takeBack({ use: { writes } }: PlayedWrite, made: readonly string[]): void {
    this.#forgetViews();
    this.#writes.pop();
    if (writes === 'all') {
      this.#toAll.pop();
      for (const list of this.#links.values()) list.pop();
      return;
    }
    for (const { table } of writes) this.#links.get(table)?.pop();
    for (const table of made) this.#links.delete(table);
  }

  /** Only the first ones were done. */
  cutTo(length: number, undo: UndoLog | null = null): void {
    if (this.#writes.length === 0) return;
    const [before, links, toAll] = [this.#writes, this.#links, this.#toAll];
    undo?.note(() => {
      this.#forgetViews();
      [this.#writes, this.#links, this.#toAll] = [before, links, toAll];
    });
    [this.#writes, this.#links, this.#toAll] = [[], new RareMap(), []];
    this.#forgetViews();
    for (const one of before.slice(0, length)) this.push(one);
  }

  #forgetViews(): void {
    this.#latest.clear();
    this.#snapshots.clear();
  }

  linksTo(table: string): readonly TableLink[] {
    return this.#links.get(table) ?? this.#toAll;
  }

  /** Whether another session's statement would have to wait until these are committed, or taken back. */
  isInTheWayOf({ writes }: DataUse): boolean {
    if (writes === 'all' || this.#writes.length === 0) return false;
    return writes.some((write) => {
      return this.linksTo(write.table)
        .slice(-LOOKED_BACK)
        .some((link) => !(link.commutes !== undefined && link.commutes === write.commutes) && mayMeet(link, write));
    });
  }

  /** A table at a moment, null for now, with these writes. */
  over(name: string, table: TableHistory, at: Moment | null): TableState {
    const links = this.linksTo(name);
    if (links.length === 0) return table.at(at);
    const known = at === null ? this.#latest : this.#snapshots;
    let own = known.get(name);
    if (own === undefined || own.at !== at || (at === null && own.below !== table.changedAt)) {
      own = { state: new OwnWrites(at === null ? table : table.past(at)), below: table.changedAt, at, count: 0 };
      known.set(name, own);
    }
    for (const link of links.slice(own.count)) write(own.state, link);
    own.count = links.length;
    return own.state;
  }
}

/** Whether it is not certain that they are about other rows. */
function mayMeet({ pins: one = [] }: Pick<TableUse, 'pins'>, { pins: other = [] }: Pick<TableUse, 'pins'>): boolean {
  return other.every(({ column, values, parts }) => {
    const pin = one.find((each) => each.column === column);
    if (pin === undefined) return true;
    if (values.length > 0 && pin.values.length > 0) return pin.values.some((value) => values.includes(value));
    return (pin.parts ?? []).some((part) => parts?.includes(part));
  });
}
