// The writes of one session that nobody else sees yet, and the tables as they are for it.

import type { DataUse, TableUse } from '../../core/data-use.ts';
import { RareMap } from '../../core/rare-map.ts';
import type { Moment } from '../history/timed.ts';
import type { UndoLog } from '../history/undo-log.ts';
import { type HeldLink, heldLinks, writeHeld } from './held-link.ts';
import { OwnWrites } from './own-writes.ts';
import { type PlayedWrite, tablesOf } from './played-write.ts';
import type { TableHistory } from './table-history.ts';
import type { TableState } from './table-shape.ts';

/** Tables of which one session has its own view. */
interface Own {
  readonly state: OwnWrites;
  readonly base: TableState;
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
  #links = new RareMap<string, HeldLink[]>();
  #toAll: HeldLink[] = [];
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
    if (one.use.writes === 'all') {
      const links = heldLinks('', one);
      this.#toAll.push(...links);
      for (const list of this.#links.values()) list.push(...links);
      return;
    }
    for (const table of tablesOf(one)) {
      const links = heldLinks(table, one);
      const list = this.#links.get(table);
      if (list === undefined) {
        this.#links.set(table, [...this.#toAll, ...links]);
        made.push(table);
      } else list.push(...links);
    }
  }

  /** It was pushed last. @param made tables that nothing was written to before it */
  #takeBack(one: PlayedWrite, made: readonly string[]): void {
    this.#forgetViews();
    this.#writes.pop();
    if (one.use.writes === 'all') {
      this.#toAll.pop();
      for (const list of this.#links.values()) list.pop();
      return;
    }
    for (const table of tablesOf(one)) this.#links.get(table)?.splice(-heldLinks(table, one).length);
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

  linksTo(table: string): readonly HeldLink[] {
    return this.#links.get(table) ?? this.#toAll;
  }

  /** Whether another session's statement would have to wait until these are committed, or taken back. */
  isInTheWayOf({ writes }: DataUse): boolean {
    if (writes === 'all' || this.#writes.length === 0) return false;
    return writes.some((write) => {
      return this.linksTo(write.table)
        .slice(-LOOKED_BACK)
        .some(({ link }) => {
          if (link.isNone === true || (link.commutes !== undefined && link.commutes === write.commutes)) return false;
          return mayMeet(link, write);
        });
    });
  }

  /** A table at a moment, null for now, with these writes. */
  over(name: string, table: TableHistory, at: Moment | null): TableState {
    const links = this.linksTo(name);
    if (links.length === 0) return table.at(at);
    const known = at === null ? this.#latest : this.#snapshots;
    let own = known.get(name);
    if (own === undefined || own.at !== at || (at === null && own.below !== table.changedAt)) {
      const base = at === null ? table : table.past(at);
      own = { state: new OwnWrites(base, table.knownAt(at)), base, below: table.changedAt, at, count: 0 };
      known.set(name, own);
    }
    const { state, base, below } = own;
    const othersAt = Math.min(below, at ?? below);
    for (const link of links.slice(own.count)) writeHeld(link, base, (one) => state.put(one, othersAt));
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
