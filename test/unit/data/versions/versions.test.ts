// Versions of data against data: random programs on a small table, kept here as rows. Where two histories give a statement one
// version, its answer must be one as well; and where only independent writes changed places, the version must be the same.
import { describe, expect, test } from 'vitest';
import type { DataUse } from '../../../../src/core/data-use.ts';
import { Catalogue } from '../../../../src/data/definitions/catalogue.ts';
import { finalUses, RowColumns } from '../../../../src/data/definitions/row-columns.ts';
import { hashOf } from '../../../../src/data/history/mix.ts';
import { useOf } from '../../../../src/data/use/use-of.ts';
import { SessionView } from '../../../../src/data/versions/session-view.ts';
import { World } from '../../../../src/data/versions/world.ts';
import { readStatement } from '../../../../src/sql/statement-reading.ts';

interface Row {
  readonly id: number;
  readonly owner: number;
  readonly n: number;
  readonly name: string;
}
type Rows = ReadonlyMap<number, Row>;
interface Step {
  readonly sql: string;
  /** Null where it is no write. */
  readonly change: ((rows: Rows) => Rows | 'refused') | null;
  readonly answer: (rows: Rows) => string;
}

const TABLE = 'CREATE TABLE t (id INT PRIMARY KEY, owner INT, n INT, name VARCHAR(20))';
const NAMES = ['anna', 'anton', 'berta', 'bert', 'carl'];

function randomFrom(seed: number): (count: number) => number {
  let state = seed >>> 0;
  return (count) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
}

type Random = ReturnType<typeof randomFrom>;

function condition(random: Random): readonly [string, (row: Row) => boolean] {
  const [a, b] = [1 + random(6), 1 + random(6)];
  switch (random(11)) {
    case 0:
      return [` WHERE id BETWEEN ${a} AND ${b}`, ({ id }) => id >= a && id <= b];
    case 1:
      return [` WHERE id < ${a}`, ({ id }) => id < a];
    case 2:
      return [` WHERE ${a} <= id AND n >= 0`, ({ id, n }) => id >= a && n >= 0];
    case 3:
      return [` WHERE id > ${a} AND id <= ${b}`, ({ id }) => id > a && id <= b];
    case 4:
      return [` WHERE id IN (${a}, ${b})`, ({ id }) => id === a || id === b];
    case 5:
      return [` WHERE owner = ${1 + (a % 3)}`, ({ owner }) => owner === 1 + (a % 3)];
    case 6: {
      const name = (NAMES[a % 5] ?? '').slice(0, 1 + random(4));
      return [` WHERE name LIKE '${name}%'`, (row) => row.name.startsWith(name)];
    }
    case 7:
      return [` WHERE id = ${a} OR id > ${b}`, ({ id }) => id === a || id > b];
    case 8:
      return ['', () => true];
    default:
      return [` WHERE id = ${a}`, ({ id }) => id === a];
  }
}

function shown(rows: Iterable<Row>): string {
  return JSON.stringify([...rows].sort((a, b) => a.id - b.id));
}

function step(random: Random): Step {
  const [where, holds] = condition(random);
  const found = (rows: Rows) => [...rows.values()].filter(holds);
  const value = random(4);
  const writing = (sql: string, make: (row: Row) => Row | null): Step => ({
    sql: `${sql}${where}`,
    change: (rows) => {
      const next = new Map(rows);
      for (const row of found(rows)) {
        const made = make(row);
        if (made === null) next.delete(row.id);
        else next.set(row.id, made);
      }
      return next;
    },
    answer: (rows) => (where === '' && sql.startsWith('DELETE') ? '' : String(found(rows).length)),
  });
  switch (random(8)) {
    case 0:
    case 1: {
      const row = { id: 1 + random(6), owner: 1 + random(3), n: value, name: NAMES[random(5)] ?? '' };
      return {
        sql: `INSERT INTO t (id, owner, n, name) VALUES (${row.id}, ${row.owner}, ${row.n}, '${row.name}')`,
        change: (rows) => (rows.has(row.id) ? 'refused' : new Map(rows).set(row.id, row)),
        answer: (rows) => (rows.has(row.id) ? 'refused' : '1'),
      };
    }
    case 2:
      return writing('UPDATE t SET n = n + 1', (row) => ({ ...row, n: row.n + 1 }));
    case 3:
      return writing(`UPDATE t SET n = ${value}`, (row) => ({ ...row, n: value }));
    case 4:
      return writing(`UPDATE t SET owner = ${1 + (value % 3)}`, (row) => ({ ...row, owner: 1 + (value % 3) }));
    case 5:
      return writing('DELETE FROM t', () => null);
    default:
      return { sql: `SELECT * FROM t${where}`, change: null, answer: (rows) => shown(found(rows)) };
  }
}

/** What a statement is to data once its server has answered. */
class Uses {
  readonly #final: ReadonlyMap<DataUse, DataUse>;
  readonly #known = new Map<string, DataUse>();
  readonly catalogue = new Catalogue();

  constructor(statements: readonly string[]) {
    this.catalogue.create('db.t', Buffer.from(TABLE));
    const made = [...new Set(statements)].flatMap((sql) =>
      ['refused' as const, 0, 1, 2, 3, 4, 5, 6].map((done) => this.#make(sql, done)),
    );
    this.#final = finalUses(made, new RowColumns(this.catalogue, made));
  }

  /** @param done how many rows it has changed */
  of(sql: string, done: number | 'refused'): DataUse {
    const use = this.#known.get(`${done} ${sql}`) as DataUse;
    return this.#final.get(use) ?? use;
  }

  #make(sql: string, done: number | 'refused'): DataUse {
    const reading = readStatement(Buffer.from(sql));
    const use = useOf(
      {
        access: reading.access,
        sql,
        parameters: null,
        database: 'db',
        state: 'autocommit=1 in_transaction=0',
        isCollection: false,
        isByChance: false,
        errorCode: done === 'refused' ? 1062 : null,
        lastInsertId: 0n,
        affectedRows: done === 'refused' ? 0 : done,
        warnings: 0,
      },
      this.catalogue,
    );
    this.#known.set(`${done} ${sql}`, use);
    return use;
  }
}

function changed(before: Rows, after: Rows): number {
  const ids = new Set([...before.keys(), ...after.keys()]);
  return [...ids].filter((id) => JSON.stringify(before.get(id)) !== JSON.stringify(after.get(id))).length;
}

/** Runs a history; hears of each statement, the version that it sees and its answer. */
function run(history: readonly Step[], uses: Uses, hear: (sql: string, version: number, answer: string) => void): void {
  const world = new World();
  const session = new SessionView();
  let rows: Rows = new Map();
  history.forEach(({ sql, change, answer }, at) => {
    const said = answer(rows);
    const next = change === null ? rows : change(rows);
    const use = uses.of(sql, next === 'refused' ? next : changed(rows, next));
    hear(sql, world.seen(uses.of(sql, 1), session).version, said);
    world.apply({ use, identity: hashOf(sql), exchange: at + 1 }, session);
    if (next !== 'refused') rows = next;
  });
}

describe('versions', () => {
  test('equal ones have equal answers', { timeout: 60_000 }, () => {
    let [compared, versions] = [0, 0];
    for (let seed = 1; seed <= 30; seed++) {
      const random = randomFrom(seed * 7919);
      const steps = Array.from({ length: 14 }, () => step(random));
      const uses = new Uses(steps.map(({ sql }) => sql));
      const answers = new Map<string, string>();
      for (let n = 0; n < 60; n++) {
        // a few writes, then what is asked of them
        const writes = steps.filter(({ change }) => change !== null);
        const history = Array.from(
          { length: random(5) + 1 },
          () => writes[random(writes.length)] ?? (steps[0] as Step),
        );
        run(
          [...history, ...steps.filter(({ change }) => change === null), ...history],
          uses,
          (sql, version, answer) => {
            const key = `${sql} ${version}`;
            const known = answers.get(key);
            if (known === undefined) versions++;
            else compared++;
            expect(known ?? answer, `seed ${seed}: ${sql} behind ${history.map((one) => one.sql).join('; ')}`).toBe(
              answer,
            );
            answers.set(key, answer);
          },
        );
      }
    }
    expect([compared > 5000, versions > 2000], `${compared} of ${versions}`).toEqual([true, true]);
  });

  const writes = (...list: string[]) => list;
  test.each([
    [
      'a range',
      'SELECT * FROM t WHERE id BETWEEN 100 AND 199',
      writes('INSERT INTO t VALUES (101, 1, 1, NULL)'),
      writes('INSERT INTO t VALUES (201, 2, 1, NULL)'),
    ],
    [
      'half a range',
      'SELECT * FROM t WHERE id < 200',
      writes('UPDATE t SET n = 3 WHERE id = 150'),
      writes('DELETE FROM t WHERE id = 200'),
    ],
    [
      'two bounds',
      'SELECT * FROM t WHERE id >= 100 AND id < 200',
      writes('UPDATE t SET n = 3 WHERE id = 150'),
      writes('DELETE FROM t WHERE id >= 200 AND id < 300'),
    ],
    [
      'a beginning',
      "SELECT * FROM t WHERE name LIKE 'job1-%'",
      writes("INSERT INTO t (id, name) VALUES (1, 'job1-a')"),
      writes("INSERT INTO t (id, name) VALUES (2, 'job2-a')"),
    ],
    [
      'a list',
      'SELECT * FROM t WHERE id IN (1, 2)',
      writes('UPDATE t SET n = 1 WHERE id = 2'),
      writes('UPDATE t SET n = 1 WHERE id IN (3, 4)'),
    ],
  ])('%s is of no concern to rows outside of it', (_, read, within, outside) => {
    const uses = new Uses([read, ...within, ...outside]);
    const seen = versionsBehind(uses, read);
    expect(seen(outside)).toBe(seen([]));
    expect(seen(within)).not.toBe(seen([]));
    expect(seen([...outside, ...within])).toBe(seen([...within, ...outside]));
    expect(seen([...outside, ...within, ...outside])).toBe(seen(within));
  });

  test('a total is the same in whatever order independent rows were written', () => {
    const read = 'SELECT owner, COUNT(*), SUM(n) FROM t GROUP BY owner';
    const list = [1, 2, 3, 4].flatMap((id) => [
      `INSERT INTO t (id, owner, n) VALUES (${id}, ${id}, 0)`,
      `UPDATE t SET n = 5 WHERE id = ${id}`,
    ]);
    const seen = versionsBehind(new Uses([read, ...list]), read);
    const [a, b, c, d] = [0, 2, 4, 6].map((at) => list.slice(at, at + 2));
    const all = seen(list);
    expect(seen([...(d ?? []), ...(b ?? []), ...(c ?? []), ...(a ?? [])])).toBe(all);
    const even = list.filter((_, at) => at % 2 === 0);
    const odd = list.filter((_, at) => at % 2 === 1);
    expect(seen([...even.reverse(), ...odd])).toBe(all);
    expect(seen(list.slice(1))).not.toBe(all);
    expect(seen([...odd, ...even])).not.toBe(all);
  });
});

function versionsBehind(uses: Uses, read: string): (history: readonly string[]) => number {
  return (history) => {
    const world = new World();
    const session = new SessionView();
    history.forEach((sql, at) => {
      world.apply({ use: uses.of(sql, 1), identity: hashOf(sql), exchange: at + 1 }, session);
    });
    return world.seen(uses.of(read, 1), session).version;
  };
}
