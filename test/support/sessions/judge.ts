// Runs programs, and asks a real server the same again: what a replay answers otherwise is wrong, unless it is a miss.

import { type Connection, createConnection } from 'mysql2/promise';
import { BareSession, type Place } from './bare-session.ts';
import type { Family, Step } from './family.ts';
import type { Asked, Program } from './random-program.ts';
import { XSession } from './x-session.ts';

/** Null where it left. */
export type Told = string | null;
export type Address = Omit<Place, 'database'> & { readonly protocol: 'classic' | 'x' };
type Session = BareSession | XSession;

const MISS = /(?:^|\| )ERR 1105 .*mock: /;

export function isMiss(told: Told): boolean {
  return told !== null && MISS.test(told);
}

/** @param skips whether a step is left out, by its number: the answer is then null too */
export async function run(
  { protocol, ...place }: Address,
  { database, asked }: Program,
  skips: (at: number) => boolean = () => false,
): Promise<Told[]> {
  const login = protocol === 'x' ? XSession.login : BareSession.login;
  const sessions = new Map<number, Session>();
  const told: Told[] = [];
  for (const [at, { session: number, step }] of asked.entries()) {
    if (skips(at)) {
      told.push(null);
      continue;
    }
    const session = sessions.get(number) ?? (await login({ ...place, database }));
    sessions.set(number, session);
    if (step === null) await session.end();
    told.push(step === null ? null : await session.ask(step));
  }
  return told;
}

/** The database as it is before the program. */
export async function prepareDatabase(connection: Connection, database: string, { setup = [] }: Family): Promise<void> {
  await connection.query(`DROP DATABASE IF EXISTS ${database}`);
  await connection.query(`CREATE DATABASE ${database}`);
  await connection.query(`USE ${database}`);
  for (const sql of setup) await connection.query(sql);
}

export interface Wrong {
  readonly family: string;
  readonly database: string;
  readonly at: number;
  readonly told: Told;
  readonly real: Told;
  /** What the session had asked before, with its answers, and what was asked. */
  readonly before: readonly string[];
}

/** Asks a real server what a replay was asked, less what it missed. */
export async function judge(address: Address, program: Program, told: readonly Told[]): Promise<Wrong[]> {
  const real = await run(address, program, (at) => isMiss(told[at] ?? null));
  const wrong: Wrong[] = [];
  for (const [at, { session, step }] of program.asked.entries()) {
    const [was, is] = [told[at] ?? null, real[at] ?? null];
    if (isMiss(was) || comparable(was, program, step) === comparable(is, program, step)) continue;
    const earlier = earlierOf(program.asked, at, session);
    // what a client asks right behind a miss may be about the miss
    if (isAboutBefore(step) && isBehindMiss(earlier, program.asked, told)) continue;
    // a thread of MariaDB's counts on for the next session, which is told of what another one found
    if (/FOUND_ROWS/.test(shownStep(step)) && !earlier.some((one) => hadRows(told[one] ?? null))) continue;
    const before = [...earlier, at].map((one) => `${shownStep(program.asked[one]?.step)}  →  ${told[one]}`);
    wrong.push({ family: program.family, database: program.database, at, told: was, real: is, before });
  }
  return wrong;
}

/** What no server promises: the next id of AUTO_INCREMENT, unless a program is about it, and whether DROP IF EXISTS warns. */
function comparable(told: Told, { family }: Program, step: Step | null): Told {
  if (told === null || family === 'last insert ids') return told;
  const isDrop = /DROP (?:TEMPORARY )?TABLE IF|drops\(\)/.test(shownStep(step));
  const kept = isDrop ? told.replace(/ warnings=\d|note 1051: [^|]*\| /, '') : told;
  return kept.replace(/ id=[1-9]\d*/g, ' id=n');
}

function isBehindMiss(earlier: readonly number[], asked: readonly Asked[], told: readonly Told[]): boolean {
  const last = earlier.findLast((at) => isMiss(told[at] ?? null) || !isAboutBefore(asked[at]?.step ?? null));
  // before the first statement of a session it is whoever's was there before: MariaDB takes a thread that has served others
  return last === undefined || isMiss(told[last] ?? null);
}

/** It was told rows, or none of a result. */
function hadRows(told: Told): boolean {
  return told !== null && !isMiss(told) && !/^(?:OK|ERR)/.test(told);
}

function earlierOf(asked: readonly Asked[], at: number, session: number): number[] {
  return asked.flatMap((one, index) => (index < at && one.session === session ? index : []));
}

function isAboutBefore(step: Step | null): boolean {
  return /^(?:\(ping\)|SHOW (?:WARNINGS|ERRORS|COUNT)|GET DIAGNOSTICS)|@@(?:warning|error)_count|ROW_COUNT|FOUND_ROWS/.test(
    shownStep(step),
  );
}

function shownStep(step: Step | null | undefined): string {
  if (step === null || step === undefined) return 'leaves';
  if (typeof step === 'string') return step;
  if ('x' in step) return step.name;
  return 'command' in step ? `(${step.command})` : `prepared ${step[0]} ${JSON.stringify(step[1])}`;
}

export async function withConnection<T>(login: object, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await createConnection(login);
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
}
