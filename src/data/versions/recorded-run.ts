// A recorded run once more, in the order in which its answers were complete: which version of the data each exchange saw. What
// ran at the same time as a write may have seen the data before it or behind it.

import type { DataUse, ObjectKind, TableUse } from '../../core/data-use.ts';
import { hasEffect } from '../../core/data-use.ts';
import { hashOf, mix, sum } from '../history/mix.ts';
import type { Found } from '../use/found-object.ts';
import { HeldLocks, lockedVersion } from './held-locks.ts';
import { type Ending, Leaving, type Times } from './leaving.ts';
import { isOfName, type Seen } from './looking.ts';
import { askedOf, ownOf, withHeld } from './named-locks.ts';
import type { PlayedWrite } from './played-write.ts';
import { SessionView } from './session-view.ts';
import { DROPPED, INITIAL, OTHER, THERE } from './table-link.ts';
import { World } from './world.ts';

/** One recorded exchange. */
export interface Step extends Times {
  readonly exchange: number;
  readonly session: number;
  readonly scope: number;
  /** The last exchange that was complete when it was asked; null where that is not known. */
  readonly begunAfter: number | null;
  readonly use: DataUse;
  readonly identity: number;
  /** The session's state ended with it. */
  readonly isReset: boolean;
  /** Equal where the statement and the session's state are. */
  readonly question: string | number;
  /** Equal where the answer is. */
  readonly answer: number;
  readonly isError: boolean;
  /** What the answer tells of the name that it makes, changes or drops. */
  readonly found?: Found | null | undefined;
}

export interface SeenByStep extends Seen {
  /** Versions that it may have seen as well. */
  readonly also: readonly number[];
}

/** Moments and writes that are tried for one exchange. */
const MAX_TRIED = 12;

const NOT_ENDED: Ending = { at: null, isAnswered: false };

/**
 * @param steps in the order of their exchanges' ids
 * @param endings how their sessions ended
 */
export function seenInRun(steps: readonly Step[], endings: ReadonlyMap<number, Ending> = new Map()): SeenByStep[] {
  return new Run(steps, endings).run();
}

class Run {
  readonly #steps: readonly Step[];
  readonly #worlds = new Map<number, World>();
  readonly #sessions = new Map<number, SessionView>();
  /** By exchange that was complete: places of those that were asked then. */
  readonly #begun = new Map<number, number[]>();
  readonly #inFlight = new Set<number>();
  /** Of each exchange that has begun: what its scope's world was. */
  readonly #startedAt = new Map<number, number>();
  /** Of each session: its last exchange. */
  readonly #lastOf = new Map<number, number>();
  readonly #leaving = new Leaving();
  readonly #endings: ReadonlyMap<number, Ending>;
  /** Of each exchange that has begun and that locks decided: what others held then. */
  readonly #heldAtStart = new Map<number, number>();
  /** Of each exchange that has begun and names locks: those of them that others held then. */
  readonly #namedAtStart = new Map<number, ReadonlySet<string>>();

  constructor(steps: readonly Step[], endings: ReadonlyMap<number, Ending>) {
    this.#steps = steps;
    this.#endings = endings;
    let previous = 0;
    steps.forEach(({ begunAfter, exchange, scope, session }, at) => {
      this.#lastOf.set(keyOf(scope, session), exchange);
      const after = begunAfter ?? previous;
      const others = this.#begun.get(after);
      if (others === undefined) this.#begun.set(after, [at]);
      else others.push(at);
      previous = exchange;
    });
  }

  run(): SeenByStep[] {
    const seen: SeenByStep[] = [];
    let last = -1;
    this.#steps.forEach((step, at) => {
      // those that were asked behind an exchange that is not kept, too
      for (let id = last + 1; id < step.exchange; id++) this.#begin(id);
      last = step.exchange - 1;
      seen.push(this.#take(step, at));
    });
    return certain(this.#steps, seen);
  }

  #begin(complete: number): void {
    for (const at of this.#begun.get(complete) ?? []) {
      const step = this.#steps[at];
      if (step === undefined || step.exchange <= complete) continue;
      this.#endBy(step.startedAt);
      const world = this.#world(step.scope);
      this.#inFlight.add(at);
      this.#startedAt.set(at, world.moment);
      const { use, scope, session } = step;
      if (use.isByLocks === true) this.#heldAtStart.set(at, world.sessions.heldFor(use, this.#session(scope, session)));
      if (use.named !== undefined) {
        this.#namedAtStart.set(at, world.sessions.namedFor(use, this.#session(scope, session)));
      }
      world.kept.keep(world.moment);
    }
  }

  #take(step: Step, at: number): SeenByStep {
    const { scope, session, use, identity, exchange } = step;
    this.#endBy(step.lastAt);
    const world = this.#world(scope);
    const view = this.#session(scope, session);
    const startedAt = this.#startedAt.get(at) ?? world.moment;
    this.#inFlight.delete(at);
    this.#startedAt.delete(at);
    const main = world.seen(use, view);
    const others = this.#others(step, view, startedAt, main);
    const also = use.named === undefined ? others : [...others, ...this.#withNamed(step, at, main.version)];
    world.kept.release(startedAt);
    const seen = use.isByLocks === true ? this.#withLocks(step, at, [main.version, ...also]) : null;
    if (step.isReset) world.end(view);
    else world.apply({ use, identity, exchange }, view);
    if (this.#lastOf.get(keyOf(scope, session)) === exchange) {
      if (view.held.isEmpty && view.named.isEmpty) world.end(view);
      else this.#leaving.add(scope, view, this.#endings.get(session) ?? NOT_ENDED, step);
      this.#endBy(step.lastAt);
    }
    const { version, soft, behind } = main;
    return { version: seen?.version ?? version, soft, behind, also: seen?.also ?? also };
  }

  #endBy(time: number): void {
    for (const { scope, view } of this.#leaving.endedBy(time)) this.#world(scope).end(view);
  }

  /** Where others took or gave back locks that it names meanwhile: with what they held before, and with what they hold then. */
  #withNamed(step: Step, at: number, version: number): readonly number[] {
    const { use, scope, session } = step;
    const view = this.#session(scope, session);
    const world = this.#world(scope);
    const now = world.sessions.namedFor(use, view);
    const before = this.#namedAtStart.get(at) ?? now;
    this.#namedAtStart.delete(at);
    const left = askedOf(use.named ?? [], [...now, ...this.#leaving.namedStill(scope, step)]);
    const held = [now, before, left];
    for (const place of this.#inFlight) {
      const other = this.#steps[place];
      if (other?.use.named === undefined || other.scope !== scope || other.session === session) continue;
      for (const { kind, name } of other.use.named) {
        if (kind === 'look') continue;
        const rest = [...now].filter((one) => kind !== 'release all' && one !== name);
        held.push(askedOf(use.named ?? [], kind === 'get' ? [...now, name ?? '?'] : rest));
      }
    }
    const own = ownOf(use, view);
    const bare = world.seen({ ...use, named: [] }, view).version;
    return [...new Set(held.map((one) => withHeld(bare, one, own)))].filter((one) => one !== version);
  }

  /** Each version that it may have seen, with all that may have been held then: the likeliest first. */
  #withLocks(step: Step, at: number, versions: readonly number[]): Pick<SeenByStep, 'version' | 'also'> {
    const { use, scope, session } = step;
    const now = this.#world(scope).sessions.heldFor(use, this.#session(scope, session));
    const starts = new Set([now, this.#heldAtStart.get(at) ?? now]);
    this.#heldAtStart.delete(at);
    const asked = new HeldLocks();
    for (const place of this.#inFlight) {
      const other = this.#steps[place];
      if (other === undefined || other.scope !== scope || other.session === session) continue;
      if (other.use.isOpen === true && other.use.control === undefined) asked.add(other.use, other.identity);
    }
    const left = this.#leaving.heldStill(use, scope, step);
    const besides = new Set([0, left].flatMap((one) => [one, sum(one, asked.against(use))]));
    const held = new Set([...starts].flatMap((one) => [...besides].map((beside) => sum(one, beside))));
    const [version = 0, ...also] = new Set(
      [...held].flatMap((one) => versions.map((seen) => lockedVersion(seen, one))),
    );
    return { version, also };
  }

  #others(step: Step, view: SessionView, startedAt: number, main: Seen): number[] {
    const { use, scope } = step;
    const others = alike(step, main);
    // alone: nothing else may have been seen
    if (this.#inFlight.size === 0 && this.#world(scope).moment === startedAt)
      return others.filter((one) => one !== main.version);
    const versions = new Set<number>(others);
    if (use.reads === 'definitions' || use.reads.length === 0) return [...versions];
    const world = this.#world(scope);
    for (let at = world.moment - 1; at >= startedAt && at > world.moment - MAX_TRIED; at--) {
      versions.add(world.seen(use, view, at).version);
    }
    const writes = this.#writesInFlight(step);
    writes.forEach((write, at) => {
      versions.add(world.seen(use, view, null, [write]).version);
      versions.add(world.seen(use, view, null, writes.slice(0, at + 1)).version);
    });
    versions.delete(main.version);
    return [...versions];
  }

  /** What other sessions' writes, or their commits, would add. */
  #writesInFlight({ session, scope }: Step): PlayedWrite[] {
    const writes: PlayedWrite[] = [];
    for (const at of this.#inFlight) {
      const other = this.#steps[at];
      if (other === undefined || other.scope !== scope || other.session === session) continue;
      const { use, identity, exchange } = other;
      if (!hasEffect(use)) continue;
      if (use.control?.kind === 'commit' || use.commits === true)
        writes.push(...this.#session(scope, other.session).own.writes);
      if (use.isOpen !== true && use.writes.length > 0) writes.push({ use, identity, exchange });
      if (writes.length > MAX_TRIED) break;
    }
    return writes;
  }

  #world(scope: number): World {
    let world = this.#worlds.get(scope);
    if (world === undefined) {
      world = new World();
      this.#worlds.set(scope, world);
    }
    return world;
  }

  #session(scope: number, session: number): SessionView {
    const key = keyOf(scope, session);
    let view = this.#sessions.get(key);
    if (view === undefined) {
      view = new SessionView();
      this.#sessions.set(key, view);
    }
    return view;
  }
}

/** Ids of scopes and sessions count from one, so that both fit into a number. */
function keyOf(scope: number, session: number): number {
  return scope * 0x1_0000_0000 + session;
}

/** Where the answer tells whether a table was there at the beginning, it is as good as one that was made, or dropped. */
function alike({ use, isError, found = null }: Step, main: Seen): number[] {
  const { reads, writes } = use;
  if (typeof reads === 'string' || reads[0]?.isExistence !== true || !reads.every(isOfName)) return [];
  // its database comes before it
  const table = reads.at(-1)?.table ?? '';
  if (main.version !== versionWith(reads, table, undefined)) return [];
  const effect = isError || writes === 'all' ? undefined : writes[0]?.effect;
  const known = found ?? (effect === 'create' ? 'absent' : effect === 'drop' || effect === 'empty' ? 'table' : null);
  return versionsOf(known).map((kind) => versionWith(reads, table, kind));
}

/** What is seen of names under one of which this stands, null for nothing, undefined for what nobody has touched. */
function versionWith(reads: readonly TableUse[], name: string, kind: ObjectKind | null | undefined): number {
  return reads.reduce((version, { table, otherThan, begins }) => {
    const isIt = table === name && kind !== undefined;
    const stands = isIt ? kind : begins;
    const isThere = isIt ? kind !== null : begins === 'table' && otherThan === undefined;
    const own = isThere ? THERE : isIt ? DROPPED : INITIAL;
    const other = stands == null || stands === 'absent' || stands === otherThan ? 0 : OTHER;
    return mix(version, mix(hashOf(table), otherThan === undefined ? mix(THERE, own) : other));
  }, 0);
}

function versionsOf(found: Found | null): readonly (ObjectKind | null)[] {
  switch (found) {
    case 'table':
    case 'view':
      return [found];
    case 'there':
      return ['table', 'view'];
    case 'absent':
      return [null];
    default:
      return [];
  }
}

/** Another exchange with the same question, of which it is certain what it saw, tells what this one has seen; no lock's does. */
function certain(steps: readonly Step[], seen: readonly SeenByStep[]): SeenByStep[] {
  const answers = new Map<string, number>();
  const isUncertain = seen.map(({ also }, at) => {
    return also.length > 0 && !isAboutExistence(steps[at]) && steps[at]?.use.isByLocks !== true;
  });
  if (!isUncertain.includes(true)) return [...seen];
  const questions = new Set(steps.filter((_, at) => isUncertain[at]).map(({ question }) => question));
  steps.forEach(({ question, answer, use }, at) => {
    if (!questions.has(question) || isUncertain[at] || use.isByLocks === true) return;
    answers.set(`${question} ${seen[at]?.version}`, answer);
  });
  return seen.map((one, at) => {
    const step = steps[at];
    if (step === undefined || !isUncertain[at]) return one;
    const versions = [one.version, ...one.also];
    const known = versions.map((version) => answers.get(`${step.question} ${version}`));
    const same = versions.filter((_, index) => known[index] === step.answer);
    const possible = same.length > 0 ? same : versions.filter((_, index) => known[index] === undefined);
    const [version = one.version, ...also] = possible;
    return { ...one, version, also };
  });
}

function isAboutExistence(step: Step | undefined): boolean {
  const reads = step?.use.reads;
  return typeof reads === 'object' && reads.some(({ isExistence }) => isExistence === true);
}
