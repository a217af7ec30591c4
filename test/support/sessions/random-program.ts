// Random programs of a family: sessions that each ask some statements, one at a time, in an order that is drawn as well.

import type { ServerKind } from '../../servers/index.ts';
import type { Family, Step } from './family.ts';

export interface Asked {
  /** Which session of the program. */
  readonly session: number;
  /** Null: it leaves. */
  readonly step: Step | null;
}

export interface Program {
  readonly family: string;
  readonly database: string;
  readonly asked: readonly Asked[];
}

export type Random = () => number;

/** mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Drawn {
  readonly name: string;
  readonly family: Family;
  readonly kind: ServerKind;
  readonly number: number;
  readonly database: string;
  /** The statements that the program at hand is made of: few, so that two programs have many in common. */
  readonly pool: { readonly changes: readonly Step[]; readonly reads: readonly Step[] };
}

const SLOTS = 3;

/** What both the recorded program and the one that is asked again are drawn from. */
export function draw(name: string, family: Family, kind: ServerKind, number: number, random: Random): Drawn {
  const all = [...family.changes, ...((kind === 'mysql' ? family.mysql : family.mariadb) ?? [])];
  const some = <T>(list: readonly T[], count: number) =>
    Array.from({ length: count }, () => list[Math.floor(random() * list.length)] as T);
  return {
    name,
    family,
    kind,
    number,
    database: `sessions_${number}`,
    pool: { changes: some(all, 5), reads: some(family.reads, 3) },
  };
}

export function program({ name, family, number, database, pool }: Drawn, sessions: number, random: Random): Program {
  const one = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  const streams = Array.from({ length: sessions }, (_, session) => {
    const slot = String(1 + (session % SLOTS));
    const length = 3 + Math.floor(random() * 7);
    const steps = Array.from({ length }, () =>
      filled(one(random() < 0.5 ? pool.changes : pool.reads), number, slot, database),
    );
    return [...steps, null].map((step) => ({ session, step }));
  });
  if (family.isSerial) return { family: name, database, asked: streams.flat() };
  // those of one slot wait for each other, so no two of them are there at once
  const asked: Asked[] = [];
  const waiting = Array.from({ length: SLOTS }, (_, slot) => streams.filter((_, at) => at % SLOTS === slot).flat());
  while (waiting.some(({ length }) => length > 0)) {
    const next = one(waiting.filter(({ length }) => length > 0)).shift();
    if (next !== undefined) asked.push(next);
  }
  return { family: name, database, asked };
}

function filled(step: Step, number: number, slot: string, database: string): Step {
  const fill = (text: string) =>
    text.replaceAll('{n}', String(number)).replaceAll('{s}', slot).replaceAll('{db}', database);
  if (typeof step === 'string') return fill(step);
  if (!Array.isArray(step)) return step;
  const [sql, values] = step as readonly [string, readonly (string | number | null)[]];
  return [fill(sql), values.map((value) => (typeof value === 'string' ? fill(value) : value))];
}
