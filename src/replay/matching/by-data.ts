// The strategy `data`: an exchange answers where the writes that its answer depends on are those that have been played. Where
// several do, the one whose turn it is by place.
//
//   lane ──► LaneVersions ──version of what is asked──► an answer to the same data, again and again
//                                  └── none ──► which may have seen them (a write ran at the same time) ──► or a miss

import type { ListedTables } from '../../core/data-use.ts';
import type { RecordedData, RecordedExchange } from '../../core/recording.ts';
import { UndoLog } from '../../data/history/undo-log.ts';
import { VersionNumbers } from '../../data/history/version-numbers.ts';
import { shownInOrder } from '../../data/use/made-index.ts';
import { lockedVersion } from '../../data/versions/held-locks.ts';
import { type TableThere, tablesThere } from '../../data/versions/list-seen.ts';
import { asNow, type Seen } from '../../data/versions/looking.ts';
import { World } from '../../data/versions/world.ts';
import type { Lane } from './answers.ts';
import { asCleared } from './as-cleared.ts';
import { besideLast, recordedBeside } from './beside.ts';
import type { Chosen } from './chosen.ts';
import { LaneVersions, type SameVersion, type Versioned } from './lane-versions.ts';
import type { Doubt, Exhausted, Match, MatchQuery, Missed } from './match-query.ts';
import { otherData } from './missing-write.ts';
import { isFollowed, type Place, stand, standAgain } from './place.ts';
import { PlayedAt } from './played-at.ts';
import { alikeOf, asAsked, hasSavepoint, keepsLock } from './played-data.ts';
import { changesNoData, type Repeatable } from './remembered-answers.ts';
import type { Track } from './strategy.ts';
import { type Mark, TakenList } from './taken.ts';

const NOTHING: Seen = { version: 0, soft: 0, behind: 0 };

export class ByData {
  readonly #track: Track;
  readonly #exhausted: Exhausted;
  readonly #lanes = new WeakMap<Lane, LaneVersions>();
  /** How data and what is noted of them are taken back. */
  readonly #undo = new UndoLog();
  readonly #world = new World(this.#undo);
  readonly #taken = new TakenList();
  readonly #numbers = new VersionNumbers();
  /** The last exchange that was complete when one of those that were played was asked. */
  #latest = 0;
  /** The write that was played last. */
  #lastWrite = 0;
  readonly #playedAt: PlayedAt;
  /** What was found last and may still be given back. */
  #unapplied: { readonly exchange: RecordedExchange; readonly data: RecordedData; readonly place: Place } | null = null;

  constructor(track: Track, exhausted: Exhausted) {
    this.#track = track;
    this.#exhausted = exhausted;
    this.#playedAt = new PlayedAt(this.#world, this.#undo);
  }

  match(query: MatchQuery, lane: Lane): Match {
    this.settle();
    const versions = this.#versionsOf(lane);
    const seen = this.#seen(versions, query.place);
    const found = this.#bySavepoint(query, versions, seen) ?? this.#find(query, versions, seen);
    if ('reason' in found) return found;
    const { exchange, data } = found.one;
    const waits =
      found.doubt === null && data !== undefined && this.#world.sessions.isInTheWayOf(data.use, query.place.view);
    const doubt = waits ? 'waits' : found.doubt;
    const isBorrowed = data?.use.control !== undefined && this.#isOfAnother(exchange, query.place);
    const how = isBorrowed || this.#track.played.has(exchange.id) ? 'again' : 'next';
    const isRepeatable = how === 'again' && doubt === null && query.repeat === 'same' && changesNoData(data?.use);
    const repeatable = isRepeatable ? this.#repeatable(versions, seen) : null;
    const alike = alikeOf(versions.with(seen.version), data);
    const did = asAsked(data, query, found.rows);
    this.#take(exchange, did, query.place, isBorrowed);
    const { rows } = found;
    return { kind: 'played', exchange, how, doubt, rows, repeatable, alike, ...(did !== data && { did }) };
  }

  /** A read that was found and given again is given once more. */
  again(exchange: RecordedExchange, place: Place): void {
    this.settle();
    this.#taken.add(exchange, false);
    this.#setLatest(exchange);
    standAgain(place, exchange);
  }

  /** Where there is one answer to these data, and all that have it were given. */
  #repeatable(versions: LaneVersions, seen: Seen): Repeatable | null {
    const same = versions.with(seen.version);
    if (this.#exhausted !== null || same?.isOneAnswer !== true || same.hasUnplayed(this.#track.played)) return null;
    const { version } = seen;
    // for as long as nothing is written, all connections that have no transaction see the same, however often they look
    let [moment, known] = [-1, 0];
    return {
      isStill: (place) => {
        this.settle();
        if (moment === this.#world.moment && known === versions.known) return true;
        if (this.#seen(versions, place).version !== version) return false;
        [moment, known] = [this.#world.moment, versions.known];
        return true;
      },
      turnOf: (session) => (same.lastOf(session) ?? same.list.at(-1))?.exchange,
    };
  }

  /** Of several uses the one whose data are as some recorded answer saw them. */
  #seen(versions: LaneVersions, place: Place): Seen {
    const { uses, first } = versions;
    if (first?.data === undefined) return NOTHING;
    if (uses.size > 1) {
      for (const use of uses) {
        const seen = this.#world.seen(use, place.view);
        if (versions.with(seen.version) !== undefined) return seen;
      }
    }
    return this.#world.seen(first.data.use, place.view);
  }

  /** What was found last was played. */
  settle(): void {
    const last = this.#unapplied;
    if (last === null) return;
    this.#unapplied = null;
    const { exchange, data, place } = last;
    this.#apply(exchange, data, place);
  }

  #apply({ id: exchange }: RecordedExchange, { use, identity }: RecordedData, { view }: Place): void {
    this.#world.apply({ use, identity, exchange }, view);
  }

  /** A point to which `rewind` goes back. */
  mark(): Mark {
    this.settle();
    return this.#taken.mark(this.#track.places, this.#undo.length);
  }

  /** Takes back all that was played since; false where there is no way. */
  rewind(mark: Mark): boolean {
    this.settle();
    if (!this.#undo.reaches(mark.changes)) return false;
    const gone = this.#taken.cut(mark);
    if (gone === null) return false;
    for (const { exchange, isNew } of gone) if (isNew) this.#track.played.delete(exchange.id);
    this.#undo.back(mark.changes);
    for (const [place, saved] of mark.places) Object.assign(place, saved);
    return true;
  }

  /** What was taken back stands again. @param did as its match has it */
  playAnew(exchange: RecordedExchange, place: Place, did: RecordedData | undefined): void {
    this.settle();
    this.#take(exchange, did ?? this.#track.reader.dataOf(exchange.id), place, false);
  }

  /** What was found last was not played. */
  giveBack(exchange: RecordedExchange): void {
    if (this.#unapplied?.exchange.id === exchange.id) this.#unapplied = null;
    this.#taken.drop(exchange);
  }

  /** A COMMIT that the recording has not: what the connection has written is there for everybody. */
  commit(place: Place): void {
    this.#end(place, 'commit');
  }

  /** A ROLLBACK that the recording has not. */
  rollback(place: Place): void {
    this.#end(place, 'rollback');
  }

  /** The connection's session is over: what it has not committed never was. */
  end(place: Place): void {
    this.#end(place, 'end');
  }

  #end(place: Place, ending: 'commit' | 'rollback' | 'end'): void {
    this.settle();
    const { view } = place;
    if (view.hasTransaction || (ending === 'end' && (view.tables.size > 0 || !view.named.isEmpty))) this.#taken.end();
    this.#world[ending](view);
  }

  #versionsOf(lane: Lane): LaneVersions {
    let versions = this.#lanes.get(lane);
    if (versions === undefined) {
      versions = new LaneVersions(lane, this.#track, this.#numbers);
      this.#lanes.set(lane, versions);
    }
    return versions;
  }

  /** Whether there is a savepoint of the name, or that there is none, decides; undefined where none is asked for. */
  #bySavepoint(query: MatchQuery, versions: LaneVersions, seen: Seen): Chosen | Missed | undefined {
    const { savepoint, place } = query;
    if (savepoint == null || savepoint.kind === 'savepoint') return undefined;
    const isThere = hasSavepoint(place.view, savepoint);
    const fits = ({ data }: Versioned) => (data?.use.control !== undefined) === isThere;
    const same = versions.with(seen.version);
    const unplayed = same?.unplayed(this.#track.played, place.after, fits) ?? [];
    if (unplayed.length > 0) return { one: this.#byPlace(query, unplayed), doubt: null };
    const again = this.#exhausted === 'error' ? undefined : same?.list.findLast(fits);
    if (again !== undefined) return { one: again, doubt: null };
    const reason = same?.list.some(fits) === true ? 'exhausted' : 'out of order';
    return { kind: 'miss', reason, near: versions.first?.exchange ?? null };
  }

  #find(query: MatchQuery, versions: LaneVersions, seen: Seen): Chosen | Missed {
    const same = versions.with(seen.version);
    const locked = versions.knowsLocks ? this.#byLocks(query, versions) : undefined;
    if (locked !== undefined) return { one: locked, doubt: 'hole' };
    const chosen = same === undefined ? undefined : this.#choose(query, same, seen);
    if (chosen !== undefined) return chosen;
    const gone = query.isCounted === true ? asCleared(versions, query.place, this.#world, this.#track) : undefined;
    if (gone !== undefined) return { one: this.#byPlace(query, gone.list), doubt: null, rows: gone.rows };
    const uncertain = versions.maybe(seen.version);
    if (uncertain.length > 0) return { one: this.#byPlace(query, uncertain), doubt: 'overlapped' };
    if (query.repeat === 'last') {
      const last = versions.last;
      const isGone = last?.data?.use.isBeside === true && this.#world.isAnyGone(last.data.use, query.place.view);
      if (last !== undefined && !isGone && !keepsLock(last, this.#track.reader)) return { one: last, doubt: null };
    }
    const [byLocks] = versions.knowsLocks ? versions.byLocks : [];
    if (byLocks !== undefined && same === undefined) {
      return { kind: 'miss', reason: 'out of order', near: byLocks.exchange };
    }
    if (same !== undefined) return { kind: 'miss', reason: 'exhausted', near: same.list.at(-1)?.exchange ?? null };
    if (query.isProbe === true) return { kind: 'miss', reason: 'other data', near: versions.first?.exchange ?? null };
    return otherData(versions, query.place, this.#world, this.#track);
  }

  /** In the recorded order only, it is the very next of the session that is followed, and where others hold what they held then. */
  #byLocks({ place }: MatchQuery, versions: LaneVersions): Versioned | undefined {
    const { reader, played } = this.#track;
    const found = versions.byLocks.find(({ exchange: { id, session } }) => {
      if (played.has(id) || (place.session !== 0 && place.session !== session)) return false;
      return reader.bySessionAfter(session, place.last?.id ?? 0, 1)[0]?.id === id;
    });
    if (found === undefined || this.#latest >= found.exchange.id) return undefined;
    if (!this.#isHeldAsRecorded(found, place)) return undefined;
    // all was asked that came before it, and nothing yet that came behind it
    const before = reader.exchangeById(found.exchange.begunAfter ?? 0);
    const isAsked = before === undefined || before.fingerprint === null || played.has(before.id);
    return isAsked || before.scope !== found.exchange.scope ? found : undefined;
  }

  /** Of a recording that was sealed before this was looked at, only what met no lock that is known. */
  #isHeldAsRecorded({ data }: Versioned, { view }: Place): boolean {
    if (data === undefined) return false;
    const { use, version, also } = data;
    const held = lockedVersion(this.#world.seen(use, view).version, this.#world.sessions.heldFor(use, view));
    return held === version || also.includes(held);
  }

  /** What was found last is not among them. */
  recentWrites = ({ view }: Place) => this.#world.recentWrites(view);
  /** The indexes of a table that were made last, in the order in which they were made here. */
  lastIndexes(table: string, { view }: Place): readonly string[] {
    this.settle();
    return this.#world.lastIndexes(table, view);
  }
  tablesThere(listed: ListedTables, { view }: Place): readonly TableThere[] | null {
    this.settle();
    return view.snapshot === null ? tablesThere(listed, this.#world.standing(asNow(view))) : null;
  }

  #choose(query: MatchQuery, same: SameVersion, seen: Seen): Chosen | undefined {
    const { played } = this.#track;
    const isSame = same.isOneAnswer;
    const use = same.list[0]?.data?.use;
    const isShown = query.only == null && use !== undefined && shownInOrder(use).length > 0;
    if (isShown) return this.#shown(query, same, seen);
    const doubt: Doubt = isSame || use?.isByChance === true || query.isSessionBound ? null : 'hole';
    const isCounted = use?.soft !== undefined;
    if (query.only != null) return this.#only(query.only, same, doubt);
    const unplayed = same.unplayed(played, query.place.after, (one) => !isCounted || one.data?.soft === seen.soft);
    if (unplayed.length > 0) {
      if (!isCounted) return { one: this.#byPlace(query, unplayed), doubt };
      return this.#recordedHere(query, same, this.#beside(query, unplayed));
    }
    if (isCounted) return this.#counted(query, same, seen);
    const again = this.#again(query, same);
    return again === undefined ? undefined : { one: again, doubt };
  }

  /** An answer with indexes in the order that they have here, else one that is put into it (`answers/index-lines.ts`). */
  #shown(query: MatchQuery, { list }: SameVersion, seen: Seen): Chosen | undefined {
    const { played, isSameAnswer } = this.#track;
    const equal = list.filter(({ data }) => data?.soft === seen.soft);
    const [first, ...others] = equal.length > 0 ? equal : list;
    if (first === undefined) return undefined;
    const isOneAnswer = others.every(
      (one) => one.data?.soft !== first.data?.soft || isSameAnswer(first.exchange, one.exchange),
    );
    const unplayed = [first, ...others].filter(({ exchange }) => !played.has(exchange.id));
    const doubt = isOneAnswer ? null : 'hole';
    if (unplayed.length > 0) return { one: this.#byPlace(query, unplayed), doubt };
    if (this.#exhausted === 'error' || (!isOneAnswer && this.#exhausted === null)) return undefined;
    return { one: this.#byPlace(query, [first, ...others]), doubt };
  }

  #only(id: number, same: SameVersion, doubt: Doubt): Chosen | undefined {
    const one = same.list.find(({ exchange }) => exchange.id === id);
    if (one === undefined) return undefined;
    const isFree = !this.#track.played.has(id) || this.#playedAt.isThrownAway(id, one.data);
    return isFree ? { one, doubt } : undefined;
  }

  /** Its numbers are not promised: those of the same count, else those that are free. */
  #counted(query: MatchQuery, same: SameVersion, seen: Seen): Chosen | undefined {
    const equal = same.list.filter(({ data }) => data?.soft === seen.soft);
    if (equal.length > 0) return this.#recordedHere(query, same, this.#byPlace(query, equal));
    const free = same.unplayed(this.#track.played, query.place.after, () => true);
    if (free.length > 0) return { one: this.#beside(query, free), doubt: 'count' };
    const anew = same.list.filter((one) => {
      const writes = one.data?.use.writes;
      const isNumbered = writes !== 'all' && writes?.some(({ effect }) => effect === 'change');
      return !isNumbered || this.#playedAt.isThrownAway(one.exchange.id, one.data);
    });
    return anew.length === 0 ? undefined : { one: this.#byPlace(query, anew), doubt: 'count' };
  }

  #again({ place, isSessionBound, repeat }: MatchQuery, same: SameVersion): Versioned | undefined {
    const { list } = same;
    if (repeat === 'last') return list.at(-1);
    switch (this.#exhausted) {
      case 'error':
        return undefined;
      case 'repeat-last':
        return list.at(-1);
      case 'cycle':
        return same.cycled();
      case null: {
        const own = same.lastOf(place.session);
        if (same.isOneAnswer) return own ?? list.at(-1);
        return isSessionBound ? own : undefined;
      }
    }
  }

  /** The next of the session that is followed; else the next of any; else the first. */
  #byPlace({ place }: MatchQuery, list: readonly Versioned[]): Versioned {
    const behind = place.last?.id ?? 0;
    const [first] = list;
    const own = list.find(({ exchange }) => exchange.session === place.session && exchange.id > behind);
    const next = list.find(({ exchange }) => exchange.id > place.after);
    return own ?? next ?? (first as Versioned);
  }

  /** The one of the count, unless that is of another test, and this one has its own. */
  #recordedHere(query: MatchQuery, same: SameVersion, one: Versioned): Chosen {
    const { played, reader } = this.#track;
    const here = recordedBeside(
      () => same.unplayed(played, query.place.after, () => true),
      one,
      this.#lastWrite,
      reader,
    );
    return here.length === 0 ? { one, doubt: null } : { one: this.#beside(query, here), doubt: 'count' };
  }

  #beside(query: MatchQuery, list: readonly Versioned[]): Versioned {
    const one = this.#byPlace(query, list);
    return besideLast(list, one, { place: query.place, lastWrite: this.#lastWrite, reader: this.#track.reader });
  }

  /** One more BEGIN than was recorded, say, says nothing of where the connection is, and is not taken from the one whose it is. */
  #isOfAnother({ session }: RecordedExchange, place: Place): boolean {
    return this.#exhausted === null && isFollowed(session, place, this.#track.places);
  }

  #take(exchange: RecordedExchange, data: RecordedData | undefined, place: Place, isBorrowed: boolean): void {
    this.#taken.add(exchange, !isBorrowed && !this.#track.played.has(exchange.id));
    if (data !== undefined) this.#unapplied = { exchange, data, place };
    if (isBorrowed) return;
    const isAgain = this.#track.played.has(exchange.id);
    this.#track.played.add(exchange.id);
    this.#setLatest(exchange);
    if (data !== undefined && data.use.writes.length > 0) this.#setLastWrite(exchange.id);
    this.#playedAt.note(exchange.id, data);
    if (isAgain && changesNoData(data?.use)) standAgain(place, exchange);
    else stand(place, exchange);
  }

  #setLastWrite(id: number): void {
    const before = this.#lastWrite;
    this.#lastWrite = id;
    this.#undo.note(() => {
      this.#lastWrite = before;
    });
  }

  #setLatest({ id, begunAfter }: RecordedExchange): void {
    const latest = this.#latest;
    if ((begunAfter ?? id) <= latest) return;
    this.#latest = begunAfter ?? id;
    this.#undo.note(() => {
      this.#latest = latest;
    });
  }
}
