// Rows that come and go by their constants, in one and in two sessions: random programs in another order than they were recorded, each
// without some of its statements. The real server is the judge: whatever is no miss is its answer.
// `npm run test:oracle` takes more seeds.

import { type Connection, createConnection, type ResultSetHeader } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { accounts, createSchema, describeWithServer, serverKinds } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const isLong = process.env.MOCK_ORACLE === 'long';
const FIRST = Number(process.env.MOCK_ORACLE_FIRST ?? 1);
const SEEDS = isLong ? Number(process.env.MOCK_ORACLE_SEEDS ?? 10) : 1;

const TABLES = [
  'CREATE TABLE m (id INT AUTO_INCREMENT PRIMARY KEY, app VARCHAR(20), name VARCHAR(40), n INT)',
  'CREATE TABLE u (id INT AUTO_INCREMENT PRIMARY KEY, app VARCHAR(20), name VARCHAR(40), n INT, UNIQUE (app, name))',
  'CREATE TABLE k (app VARCHAR(20), name VARCHAR(40), n INT)',
  "CREATE TABLE p (id INT PRIMARY KEY, app VARCHAR(20), name VARCHAR(40) DEFAULT 'a', n INT)",
  'CREATE TABLE c (id INT AUTO_INCREMENT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES p (id) ON DELETE CASCADE)',
];
const ANEW = ['DROP TABLE IF EXISTS c, p, m, u, k', ...TABLES].map((sql): Step => ({ session: 0, sql }));
const CONTROL = /^(?:BEGIN|COMMIT|ROLLBACK|START)/;
/** How many rows it throws away is no promise. */
const EMPTYING = /^DELETE FROM \w+$/;

interface Step {
  readonly session: 0 | 1;
  readonly sql: string;
}

class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  below(count: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * count);
  }

  pick<T>(...list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  shuffled<T>(list: readonly T[]): T[] {
    const left = [...list];
    return list.map(() => left.splice(this.below(left.length), 1)[0] as T);
  }
}

/** What it does, and whether the server keeps rows locked for it until its transaction is over. */
interface Asked {
  readonly sql: string;
  readonly isWrite: boolean;
  readonly locks: boolean;
}

function asks(random: Random, isOpen: boolean): Asked {
  const table = random.pick('m', 'm', 'u', 'k', 'p', 'm');
  const app = random.pick('a', 'a', 'b', random.below(6) === 0 ? 'A' : 'a');
  const [name, n] = [random.pick('0001_x', '0002_y'), random.below(2)];
  const row = () => {
    const values = `'${random.pick('a', 'b')}', '${random.pick('0001_x', '0002_y')}', ${random.below(2)}`;
    return table === 'p' ? `(${random.below(4)}, ${values})` : `(${values})`;
  };
  const writes = (sql: string, locks = true) => ({ sql, isWrite: true, locks });
  const at = random.below(86);
  if (at < 30) {
    const columns = table === 'p' ? 'id, app, name, n' : 'app, name, n';
    const rows = random.below(5) === 0 ? `${row()}, ${row()}` : row();
    return writes(`INSERT INTO ${table} (${columns}) VALUES ${rows}`, table === 'u' || table === 'p');
  }
  if (at < 40) return writes(`DELETE FROM ${table} WHERE app = '${app}'`);
  if (at < 50) return writes(`DELETE FROM ${table} WHERE (${table}.app = '${app}' AND ${table}.name = '${name}')`);
  if (at < 54) return writes(`DELETE FROM ${table} WHERE n IN (${n}, ${n + 1})`);
  if (at < 57) return writes(`DELETE FROM ${table} WHERE n = ${n}`);
  if (at < 59) return writes(table === 'p' ? 'DELETE FROM c' : `DELETE FROM ${table}`);
  if (at < 61) return writes(`UPDATE ${table} SET n = ${n} WHERE app = '${app}'`);
  if (at < 62) return writes(`UPDATE ${table} SET ${random.pick(`n = ${n}`, `app = '${app}'`)}`);
  if (at < 64) return writes(`INSERT INTO c (p) VALUES (${random.below(4)})`);
  if (at < 65 && !isOpen) return writes(`TRUNCATE ${table === 'p' ? 'c' : table}`);
  return { sql: reads(random, table, app), isWrite: false, locks: false };
}

function reads(random: Random, table: string, app: string): string {
  if (random.below(11) === 0) return 'SELECT p FROM c ORDER BY id';
  const where = random.pick('', ` WHERE app = '${app}'`, ` WHERE n = ${random.below(2)}`);
  const columns = random.pick('app, name', 'name, n', 'COUNT(*) AS n');
  return `SELECT ${columns} FROM ${table}${where}${columns.startsWith('COUNT') ? '' : ' ORDER BY 1, 2'}`;
}

/** No session waits for the other: the second one writes where the first holds no locks, and it has no snapshot. */
function program(random: Random, length: number): Step[] {
  const list: Step[] = [];
  let [isOpen, isLocked, hasSnapshot] = [false, false, false];
  while (list.length < length) {
    const session = random.below(4) === 0 ? 1 : 0;
    if (random.below(24) === 0) {
      if (session === 0) {
        list.push({ session, sql: isOpen ? random.pick('COMMIT', 'ROLLBACK') : 'BEGIN' });
        [isOpen, isLocked] = [!isOpen, false];
      } else if (!isOpen || !isLocked) {
        list.push({ session, sql: hasSnapshot ? 'COMMIT' : 'START TRANSACTION WITH CONSISTENT SNAPSHOT' });
        hasSnapshot = !hasSnapshot;
      }
      continue;
    }
    const { sql, isWrite, locks } = asks(random, isOpen || hasSnapshot);
    if (session === 1 && isWrite && (isLocked || hasSnapshot || (locks && isOpen))) continue;
    if (session === 0 && isOpen && locks) isLocked = true;
    list.push({ session, sql });
  }
  if (isOpen) list.push({ session: 0, sql: 'ROLLBACK' });
  if (hasSnapshot) list.push({ session: 1, sql: 'COMMIT' });
  return list;
}

async function answersOf(login: object, steps: readonly Step[]): Promise<unknown[]> {
  const sessions: readonly Connection[] = [await createConnection(login), await createConnection(login)];
  const told: unknown[] = [];
  for (const { session, sql } of steps) {
    const answer = await (sessions[session] as Connection).query(sql).then(
      ([rows]) => (Array.isArray(rows) ? rows : (rows as ResultSetHeader).affectedRows),
      ({ message }: Error) => (message.startsWith('mock: ') ? 'miss' : message),
    );
    told.push(answer);
  }
  for (const session of sessions) await session.end();
  return told;
}

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { user, password } = accounts[kind].root;
    const seeds = Array.from({ length: SEEDS }, (_, at) => FIRST + at);

    test.each(seeds)('seed %i: rows that come and go are told as the server tells of them', async (seed) => {
      const random = new Random(seed * 7919);
      await using folder = await temporaryFolder();
      const upstream = `mysql://${user}:${password}@${server.host}:${server.port}`;
      const recorder = await startRecord(folder, { upstream });
      await using schema = await createSchema(server);
      const login = { host: '127.0.0.1', user, password, database: schema.name };
      const parts = Array.from({ length: isLong ? 8 : 5 }, () => program(random, 16));
      await answersOf({ ...login, port: recorder.port }, [...ANEW, ...parts.flat()]);
      await recorder.close();
      let [misses, asked] = [0, 0];
      for (const isFurther of [false, true]) {
        const some = random
          .shuffled(parts)
          .slice(0, isLong ? 5 : 3)
          .flat();
        const kept = some.filter(({ sql }) => random.below(30) > 0 || CONTROL.test(sql));
        const steps = [...ANEW, ...kept, ...(isFurther ? program(random, 30) : [])];
        await using player = await startReplay(folder, recorder.file);
        const replayed = await answersOf({ ...login, port: player.port }, steps);
        // what was missed is not asked of the server
        const answered = steps.map(({ session, sql }, at): Step => {
          return { session, sql: replayed[at] === 'miss' && !CONTROL.test(sql) ? 'SELECT 1' : sql };
        });
        const direct = await answersOf({ ...login, host: server.host, port: server.port }, answered);
        const isSaid = (at: number) => replayed[at] !== 'miss' && !EMPTYING.test(steps[at]?.sql ?? '');
        const shown = (answers: readonly unknown[]) =>
          steps.map((step, at) => ({ ...step, answer: isSaid(at) ? answers[at] : null }));
        expect(shown(replayed)).toEqual(shown(direct));
        misses += replayed.filter((answer) => answer === 'miss').length;
        asked += steps.length;
      }
      if (isLong) console.info(`${kind}, seed ${seed}: ${asked} asked, ${misses} missed`);
      expect(misses).toBeLessThan(asked * 0.8);
    });
  });
}
