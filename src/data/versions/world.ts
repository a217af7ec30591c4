// All tables of one run, as the recorded or the played writes of its sessions have made them. Two runs give a statement the same version
// where a server could not tell their data apart. docs/matching.md has the rules.

import type { ClearedRows, DataUse, TableUse, TableWrite } from '../../core/data-use.ts';
import { isHeld } from '../../sql/access/hidden-effects.ts';
import { appended, type Chain, chainFrom } from '../history/chain.ts';
import { hashOf, mix } from '../history/mix.ts';
import type { Moment } from '../history/timed.ts';
import { noteEntry, type UndoLog } from '../history/undo-log.ts';
import { keepsOpen } from '../use/control.ts';
import { lastIndexes } from '../use/made-index.ts';
import { schemaPrefix } from '../use/named-object.ts';
import { CALLED, CALLS, changesTables } from '../use/session-use.ts';
import { everythingSince } from './everything-seen.ts';
import { asCommitted, asHeld, isUntilCommit, withoutOrphans, writeHeld } from './held-link.ts';
import { KeptMoments } from './kept-moments.ts';
import { bringersOf, countOf } from './known-rows.ts';
import { listSeen, type Standing } from './list-seen.ts';
import {
  ANEW,
  asNow,
  commutesOf,
  isConsistentRead,
  isOutOfDate,
  isStill,
  type Known,
  type Looking,
  lookedAt,
  lookSince,
  NOTHING_SEEN,
  type Seen,
  withWhatIsRead,
} from './looking.ts';
import { OtherSessions } from './other-sessions.ts';
import { OwnWrites } from './own-writes.ts';
import { heldAndNot } from './pending-writes.ts';
import { clearedBy, isToOwnTables, linkOf, linksTo, linkToAll, type PlayedWrite, rowsCleared } from './played-write.ts';
import { RecentWrites, withRecent } from './recent-writes.ts';
import type { SessionView } from './session-view.ts';
import { TableHistory } from './table-history.ts';
import { isGone } from './table-link.ts';
import type { Look } from './table-look.ts';
import type { TableState } from './table-shape.ts';
import { write as writeTo } from './table-state.ts';
import { ThrownAway } from './thrown-away.ts';

export class World {
  readonly #tables = new Map<string, TableHistory>();
  /** Schemas that were made or dropped as a whole, `name.` */
  readonly #schemas = new Map<string, number>();
  /** Writes of which nobody knows what they touched. */
  #toAll: Chain = chainFrom(0);
  readonly sessions = new OtherSessions();
  readonly kept = new KeptMoments();
  readonly #recent = new RecentWrites();
  #known = new WeakMap<DataUse, Known>();
  #moment: Moment = 0;
  /** How often rows were thrown away, or taken back. */
  readonly thrownAway: ThrownAway;
  readonly #undo: UndoLog | null;

  /** @param undo hears how each change is taken back; absent where none will be */
  constructor(undo: UndoLog | null = null) {
    this.#undo = undo;
    this.thrownAway = new ThrownAway(undo);
  }

  /** Counts the changes that everybody sees. */
  get moment(): Moment {
    return this.#moment;
  }

  /** The table's indexes that were made last and are not unique, in their order. */
  lastIndexes(table: string, session: SessionView): readonly string[] {
    return lastIndexes(this.#state(table, asNow(session)).definition);
  }

  /** What stands under each name that was written. */
  standing(looking: Looking): Standing {
    const tables = this.#names(looking).map((name) => [name, this.#state(name, looking).definition] as const);
    return { tables, anew: this.#schemas, unknown: this.#toAll };
  }

  /** The last writes that a session sees, for messages: some of those that are committed, and its own. */
  recentWrites({ own, recent }: SessionView): readonly PlayedWrite[] {
    return [...this.#recent.all, ...recent, ...own.writes.filter(({ use }) => use.writes.length > 0)];
  }

  /**
   * What a statement of a session sees.
   * @param moment null: now, or the session's snapshot
   * @param extra writes that may have been seen besides
   */
  seen(use: DataUse, session: SessionView, moment: Moment | null = null, extra: readonly PlayedWrite[] = []): Seen {
    const data = this.#dataSeen(use, session, moment, extra);
    const { snapshot } = session;
    const isOld =
      moment === null && snapshot !== null && isOutOfDate(use, snapshot, (table) => this.#table(table, session).madeAt);
    const seen = isOld ? { ...data, version: mix(data.version, ANEW) } : data;
    return use.named === undefined ? seen : { ...seen, version: this.sessions.withNamed(use, session, seen.version) };
  }

  #dataSeen(use: DataUse, session: SessionView, moment: Moment | null, extra: readonly PlayedWrite[]): Seen {
    const { reads, soft = [] } = use;
    if (reads.length === 0 && soft.length === 0) return NOTHING_SEEN;
    const isOfAll = moment === null && extra.length === 0 && session.own.length === 0 && session.tables.size === 0;
    if (!isOfAll || (session.snapshot !== null && use.isLatest !== true))
      return this.#work(use, session, moment, extra);
    const known = this.#known.get(use);
    if (known !== undefined && isStill(known, this.#moment)) return known.seen;
    const seen = this.#work(use, session, null, extra);
    const moved = lookedAt(use, session)?.map((table) => this.#table(table, session));
    if (moved !== undefined) this.#known.set(use, { seen, moment: this.#moment, tables: moved });
    return seen;
  }

  /** Whether a table that it reads was dropped, and is not there. */
  isAnyGone({ reads }: DataUse, session: SessionView): boolean {
    if (typeof reads === 'string') return false;
    return reads.some(({ table }) => isGone(this.#state(table, asNow(session)).definition));
  }

  #work(use: DataUse, session: SessionView, moment: Moment | null, extra: readonly PlayedWrite[]): Seen {
    const { reads, soft = [] } = use;
    const since = use.isLatest === true ? null : session.snapshot;
    const isPast = use.isOfDictionary === true && since !== null;
    const looking: Looking = isPast
      ? { session, at: since, others: [], since: null }
      : { session, at: moment, others: extra, since };
    if (reads === 'definitions' && use.listed !== undefined) return listSeen(use.listed, this.standing(looking));
    if (typeof reads === 'string') return { ...this.#everything(looking, reads, use.isInOrder), soft: 0 };
    let [version, behind] = [0, 0];
    for (const one of reads) {
      const look = this.#look(one, commutesOf(use, one), looking);
      version = mix(version, mix(hashOf(one.table), look.version));
      behind = Math.max(behind, look.last);
    }
    const softly = soft.reduce((sum, one) => mix(sum, this.#look(one, undefined, looking).version), 0);
    return { version, soft: softly, behind };
  }

  /** A statement was answered: what it did counts from now on. */
  apply(write: PlayedWrite, session: SessionView): void {
    const { use } = write;
    if (use.isBeside === true) return;
    this.#remember(session);
    const identity = this.sessions.withNamed(use, session, write.identity);
    if (use.named !== undefined) this.sessions.takeNamed(use, session, this.#undo);
    if (use.commits === true || (use.isOpen !== true && session.hasTransaction)) this.#commit(session);
    this.#unclear(write, session);
    this.#control(use, session);
    const hasWrites = use.writes === 'all' || use.writes.length > 0;
    if (!hasWrites && use.clears !== undefined) this.#meetNone(write, session);
    if (use.calls === true) this.#append({ ...write, use: CALLS }, session);
    if (hasWrites) {
      const seenIn = (how: Pick<DataUse, 'reads' | 'isLatest'>) => this.seen({ ...how, writes: [] }, session).version;
      const withLocks = { ...write, identity };
      const complete = { ...write, identity: withWhatIsRead(withLocks, seenIn, session.snapshot !== null) };
      if (use.isOpen === true && use.commits !== true && use.mayCommit !== true) this.#hold(complete, session);
      else this.#append(complete, session);
    }
    if (use.isOpen === true && session.snapshot === null && !changesTables(use.writes) && isConsistentRead(use)) {
      this.sessions.watch(session, this.#moment);
    }
    if (use.isOpen === true && use.control === undefined && use.commits !== true) {
      this.sessions.hold(use, write.identity, session, this.#undo);
    }
  }

  /** Where nobody knows whether a transaction is over, what it held counts as committed, and so does how it ends. */
  #unclear(write: PlayedWrite, session: SessionView): void {
    const { use, identity } = write;
    if (use.mayCommit === true) {
      this.#commit(session);
      session.isUnclear = true;
    } else if (session.isUnclear) {
      const ends = use.control !== undefined && !keepsOpen(use.control);
      if (ends) this.#append({ ...write, use: { reads: [], writes: 'all' }, identity: mix(identity, 1) }, session);
      if (ends || use.isOpen !== true || use.commits === true) session.isUnclear = false;
    }
  }

  /** Until the commit, but for what goes to tables that know none. */
  #hold(write: PlayedWrite, session: SessionView): void {
    const { held, atOnce } = heldAndNot(write);
    if (held !== null) session.own.push(this.#asHeld(held, session), this.#undo);
    if (atOnce !== null) this.#append(atOnce, session);
  }

  /** What the session has written is there for everybody. */
  commit(session: SessionView): void {
    this.#remember(session);
    this.#commit(session);
  }

  /** Its transaction never was. */
  rollback(session: SessionView): void {
    this.#remember(session);
    this.#rollback(session);
  }

  /** The session is over, or begins anew: what it has not committed never was. */
  end(session: SessionView): void {
    if (this.#undo !== null && session.isNew) return;
    this.#remember(session);
    this.#rollback(session);
    session.clear(this.#undo);
    this.sessions.forgetNamed(session, this.#undo);
  }

  /** What it is now is there again when that is undone; tables note their changes themselves. */
  #remember(session: SessionView): void {
    if (this.#undo === null) return;
    session.remember(this.#undo);
    this.sessions.remember(session, this.#undo);
    this.#recent.remember(this.#undo);
    const toAll = this.#toAll;
    this.#undo.note(() => {
      this.#toAll = toAll;
      // time goes on: what is known of a moment holds for no other one
      this.#moment++;
      this.#known = new WeakMap();
    });
  }

  #control({ control, isOpen }: DataUse, session: SessionView): void {
    if (control === undefined) return;
    switch (control.kind) {
      case 'begin':
      case 'commit':
        this.#commit(session);
        break;
      case 'snapshot':
        this.#commit(session);
        this.sessions.watch(session, this.#moment);
        break;
      case 'rollback':
        this.#rollback(session);
        break;
      default:
        this.thrownAway.takeBack(session.takeSavepoint(control, isOpen === true, this.#undo));
    }
  }

  #rollback(session: SessionView): void {
    this.thrownAway.takeBack(session.own.writes);
    session.own.cutTo(0, this.#undo);
    this.sessions.release(session, this.#undo);
    session.savepoints.length = 0;
    session.snapshot = null;
  }

  #commit(session: SessionView): void {
    const writes = session.own.writes.map((one) => asCommitted(one, (table) => this.#table(table, session)));
    session.own.cutTo(0, this.#undo);
    this.#rollback(session);
    if (writes.length > 0) this.#append(writes, session);
  }

  #append(writes: PlayedWrite | readonly PlayedWrite[], session: SessionView): void {
    const list = 'use' in writes ? [writes] : writes;
    const moment = ++this.#moment;
    const named = list.filter(({ use }) => use.writes.length > 0);
    if (list.every(isToOwnTables)) session.recent = withRecent(session.recent, named);
    else this.#recent.push(named);
    const oldest = this.#oldest;
    for (const written of list) {
      const { use } = written;
      if (use.writes === 'all') {
        const link = linkToAll(written);
        this.#toAll = appended(this.#toAll, link);
        session.toAll = appended(session.toAll, link);
        for (const table of [...this.#tables.values(), ...session.tables.values()]) table.append(link, moment, oldest);
        continue;
      }
      if (use.writes.length === 0) this.#noteNone(written, session, moment);
      this.thrownAway.note(use.writes);
      const cleared = clearedBy(use);
      for (const write of use.writes) {
        if (write.table.endsWith('.*')) this.#forgetSchema(write, written, moment, oldest);
        else {
          const table = this.#table(write.table, session);
          const link = linkOf(write, written, cleared.get(write));
          // of what waited that was known when it was asked
          if (written.held === undefined) this.thrownAway.cut(bringersOf(table, link));
          table.append(link, moment, oldest);
        }
      }
    }
  }

  /** A DELETE of rows by their constants has met none. */
  #meetNone(write: PlayedWrite, session: SessionView): void {
    const use = withoutOrphans(write.use, (table) => this.#table(table, session).madeAt);
    if (!isUntilCommit(use)) this.#noteNone({ ...write, use }, session, ++this.#moment);
    else if (use.clears?.pin !== undefined) session.own.push(this.#asHeld({ ...write, use }, session), this.#undo);
  }

  #noteNone({ use, askedAt }: PlayedWrite, session: SessionView, moment: Moment): void {
    const { table, of } = use.clears ?? {};
    for (const one of rowsCleared(use)) this.#table(one.table, session).noteNone(one, moment, this.#oldest);
    // others may have brought some while it waited for its commit
    if (table !== undefined && of !== undefined && askedAt === undefined)
      this.#table(table, session).noteNone({ of }, moment, this.#oldest);
  }

  get #oldest(): Moment {
    return Math.min(this.sessions.oldest, this.kept.oldest);
  }

  #asHeld(write: PlayedWrite, session: SessionView): PlayedWrite {
    const own = (table: string) => this.#state(table, asNow(session));
    const held = asHeld({ ...write, askedAt: this.#moment }, (table) => this.#table(table, session), own);
    this.thrownAway.cut(held.held?.brought ?? []);
    return held;
  }

  /** How many rows a DELETE would throw away; null where that is not known. */
  countOf({ table, pin, of }: Pick<ClearedRows, 'table' | 'pin' | 'of'>, session: SessionView): number | null {
    const shared = this.#table(table, session);
    // it is refused where the table was made anew since
    if (session.snapshot !== null && shared.madeAt > session.snapshot) return null;
    const state = this.#state(table, asNow(session));
    const known = pin === undefined ? null : countOf(state, pin);
    return known ?? (of === undefined ? null : state.countOf(of));
  }

  #forgetSchema(write: TableWrite, written: PlayedWrite, moment: Moment, oldest: Moment): void {
    const schema = write.table.slice(0, -1);
    const link = { ...linkOf(write, written), effect: 'drop' } as const;
    noteEntry(this.#schemas, schema, this.#undo);
    this.#schemas.set(schema, TableHistory.dropped());
    for (const [name, table] of this.#tables) {
      if (schemaPrefix(name) === schema) table.append(link, moment, oldest);
    }
  }

  #table(name: string, session: SessionView): TableHistory {
    const [tables, toAll] = name.startsWith('~') ? [session.tables, session.toAll] : [this.#tables, this.#toAll];
    let table = tables.get(name);
    if (table === undefined) {
      table = new TableHistory(this.#schemas.get(schemaPrefix(name)), toAll, this.#undo);
      noteEntry(tables, name, this.#undo);
      tables.set(name, table);
    }
    return table;
  }

  #look(use: TableUse, commutes: string | undefined, looking: Looking): Look {
    const madeAt = () => this.#table(use.table, looking.session).madeAt;
    return lookSince(use, commutes, looking, madeAt, (from) => this.#state(use.table, from));
  }

  #state(name: string, { session, at, others }: Looking): TableState {
    const isAbsent = isHeld(name) && !session.tables.has(name);
    const table = isAbsent ? new TableHistory(undefined, session.toAll) : this.#table(name, session);
    const extra = others.flatMap((one) => linksTo(name, one));
    if (extra.length === 0) return session.own.over(name, table, at);
    const base = table.at(at);
    const state = new OwnWrites(base);
    for (const link of extra) writeTo(state, link);
    for (const link of session.own.linksTo(name)) writeHeld(link, base, (one) => writeTo(state, one));
    return state;
  }

  #names({ session }: Looking): string[] {
    for (const name of session.own.tables()) this.#table(name, session);
    return [...this.#tables.keys(), ...session.tables.keys()].filter((name) => name !== CALLED).sort();
  }

  #everything(of: Looking, what: 'all' | 'definitions', isInOrder = what === 'all'): Omit<Seen, 'soft'> {
    return everythingSince(of, { what, isInOrder }, (looking) => ({
      tables: this.#names(looking).map((name) => [name, this.#state(name, looking)] as const),
      unknown: { shared: this.#toAll, own: looking.session.toAll },
    }));
  }
}
