// Runs a program with some workers over a pool of connections, and asks a real server the same again, statement by
// statement, in the order in which a replay has answered.

import { type Connection, createConnection, type ResultSetHeader } from 'mysql2/promise';
import { MetData } from './known-data.ts';
import type { OracleJob, OracleProgram, OracleStep } from './programs.ts';

export interface OracleRun {
  readonly program: OracleProgram;
  /** Connections; workers are as many. */
  readonly pool: number;
  /** Which jobs, in which order. */
  readonly order: readonly number[];
  /** A connection for each job. */
  readonly isFresh?: boolean;
}

export interface OracleAnswer {
  readonly tag: string;
  readonly connection: number;
  readonly job: number;
  readonly step: OracleStep;
  /** Rows, or what an OK says, or an error's code. */
  readonly answer: unknown;
  /** The message of a miss. */
  readonly miss: string | null;
  readonly id: number;
}

type Address = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
};

/** Answers by their tags. @param first of the numbers of the jobs' runs */
export async function runProgram(address: Address, run: OracleRun, first = 0): Promise<Map<string, OracleAnswer>> {
  const answers = new Map<string, OracleAnswer>();
  const waiting = run.order.map((job, index) => ({ job, number: first + index }));
  const workers = run.program.isSerial ? 1 : run.pool;
  await Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      let connection = run.isFresh ? null : await createConnection(address);
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        connection ??= await createConnection(address);
        const job = run.program.jobs[next.job] as OracleJob;
        const key = run.isFresh ? first + 1000 + next.number : first + worker;
        await runJob(connection, job, next, key, answers);
        if (!run.isFresh) continue;
        await connection.end();
        connection = null;
      }
      await connection?.end();
    }),
  );
  return answers;
}

async function runJob(
  connection: Connection,
  job: OracleJob,
  { job: at, number }: { readonly job: number; readonly number: number },
  key: number,
  answers: Map<string, OracleAnswer>,
): Promise<void> {
  let id = 0;
  for (const [index, step] of job.steps.entries()) {
    const tag = `j${number}s${index}`;
    const { answer, miss, insertId } = await ask(connection, step, id, tag);
    if (step.keepsId === true && insertId > 0) id = insertId;
    answers.set(tag, { tag, connection: key, job: at, step, answer, miss, id });
  }
}

async function ask(connection: Connection, step: OracleStep, id: number, tag: string) {
  const sql = `/*${tag}*/ ${step.sql.replaceAll('{id}', String(id))}`;
  try {
    const [result] =
      step.values === undefined ? await connection.query(sql) : await connection.execute(sql, [...step.values]);
    const isRows = Array.isArray(result);
    const { affectedRows, insertId } = result as ResultSetHeader;
    return { answer: isRows ? result : { affectedRows }, miss: null, insertId: isRows ? 0 : insertId };
  } catch (error) {
    const { errno, message } = error as { errno?: number; message: string };
    const miss = message.startsWith('mock:') ? message : null;
    return { answer: { error: errno ?? message }, miss, insertId: 0 };
  }
}

export interface Verdict {
  readonly answered: number;
  readonly misses: readonly OracleAnswer[];
  /** Answers that the real server gives otherwise. */
  readonly wrong: readonly { readonly was: OracleAnswer; readonly real: unknown }[];
  /** What statements met that were missed; and those that were answered. */
  readonly met: { readonly missed: readonly string[]; readonly answered: readonly string[] };
}

/**
 * @param order tags, as the replay answered or missed them
 * @param of whose data are looked at besides, each before it is asked
 */
export async function askAgain(
  address: Address,
  order: readonly string[],
  answers: ReadonlyMap<string, OracleAnswer>,
  of: 'missed' | 'answered' | null = null,
): Promise<Verdict> {
  const connections = new Map<number, Connection>();
  const ids = new Map<string, number>();
  /** Of the real server: the replay's for each. */
  const replayIds = new Map<number, number>();
  const wrong: { was: OracleAnswer; real: unknown }[] = [];
  const side = await createConnection(address);
  const data = new MetData(side);
  const met = { missed: [] as string[], answered: [] as string[] };
  const misses = [...answers.values()].filter(({ miss }) => miss !== null);
  let answered = 0;
  for (const tag of order) {
    const was = answers.get(tag);
    if (was === undefined) continue;
    if (was.miss !== null) {
      if (of === 'missed') met.missed.push(await data.key(was.connection, was.step));
      continue;
    }
    if (of === 'answered') met.answered.push(await data.key(was.connection, was.step));
    data.note(was.connection, was.step);
    let connection = connections.get(was.connection);
    if (connection === undefined) {
      connection = await createConnection(address);
      await connection.query('SET innodb_lock_wait_timeout = 1');
      connections.set(was.connection, connection);
    }
    const job = tag.slice(0, tag.indexOf('s'));
    const real = await ask(connection, was.step, ids.get(job) ?? 0, tag);
    // what would have had to wait can not be asked in this order
    if (JSON.stringify(real.answer) === '{"error":1205}') break;
    answered++;
    if (was.step.keepsId === true && real.insertId > 0) {
      ids.set(job, real.insertId);
      replayIds.set(real.insertId, was.id);
    }
    if (comparable(was.step, was.answer, null) !== comparable(was.step, real.answer, replayIds)) {
      wrong.push({ was, real: real.answer });
    }
  }
  await Promise.all([side, ...connections.values()].map((connection) => connection.end()));
  return { answered, misses, wrong, met };
}

/** Ids are no promise, nor is how many rows a DELETE of all of them finds, nor an order that nobody asked for. */
function comparable({ sql }: OracleStep, answer: unknown, ids: ReadonlyMap<number, number> | null): string {
  if (/^DELETE FROM \w+$/.test(sql)) return 'deleted';
  if (!Array.isArray(answer)) return JSON.stringify(answer);
  const rows = answer.map((row: Record<string, unknown>) => {
    const id = ids !== null && typeof row.id === 'number' && sql.includes('SELECT') ? ids.get(row.id) : undefined;
    return JSON.stringify(id === undefined ? row : { ...row, id });
  });
  return (/ORDER BY (?!id)/.test(sql) ? rows : rows.sort()).join('\n');
}
