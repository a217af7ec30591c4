// Rows that are added in another order than they were recorded in, by a pool or by tests that begin alike: which recorded one each of
// them is. The real server says what is told of them.

import { expect, test } from 'vitest';
import { describeWithServer, serverKinds } from '../servers/index.ts';
import { missOf, type Program, twoSessions } from '../support/two-sessions.ts';

/** On the first session in turn; what is told of the last one. */
const inTurn = (...list: readonly string[]): Program => {
  return async (one) => {
    let told: unknown;
    for (const sql of list) told = await missOf(one(sql));
    return told;
  };
};

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { replayOf } = twoSessions(kind, server);

    test('what is added to a row that nothing wrote before may be added in any order', async () => {
      const add = (by: number) => `UPDATE t SET n = n + ${by} WHERE id = 1`;
      const recorded: Program = async (one, two) => [
        await one(add(1)),
        await two(add(2)),
        await one('SELECT n FROM t'),
      ];
      const asked: Program = async (one, two) => [await two(add(2)), await two(add(1)), await one('SELECT n FROM t')];
      expect(await replayOf(recorded, asked)).toEqual(['ok', 'ok', [13, 20]]);
    });

    test('rows with and without a value of a column are added in any order, but not before what changes them', async () => {
      const [own, other] = ['INSERT INTO t (id, n) VALUES (3, 7)', 'INSERT INTO t (id) VALUES (4)'];
      const [change, read] = ['UPDATE t SET n = 7', 'SELECT id FROM t WHERE n = 7'];
      const before = ['ALTER TABLE t MODIFY n INT NULL, ADD INDEX (n)'];
      expect(await replayOf(inTurn(own, other, read), inTurn(other, own, read), before)).toEqual({ answer: [3] });
      const late = inTurn(change, own, other, read);
      expect(await replayOf(inTurn(own, other, change, read), late, before)).toBe('miss');
    });

    const made = 'CREATE TABLE made (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20), at DATETIME)';
    const row = (name: string) => `INSERT INTO made (name) VALUES ('${name}')`;

    test('of rows that tests add alike, in another order, those of the same test are meant', async () => {
      const [empty, names] = ['DELETE FROM made', 'SELECT name FROM made ORDER BY name'];
      const [first, second] = [`${names} LIMIT 2`, `${names} LIMIT 3`];
      const recorded = inTurn(empty, row('a'), row('b'), first, empty, row('b'), row('a'), second);
      const asked = inTurn(empty, row('b'), row('a'), first, empty, row('a'), row('b'), second);
      expect(await replayOf(recorded, asked, [made])).toEqual({ answer: ['a', 'b'] });
      const early = inTurn(empty, row('b'), row('a'), first);
      expect(await replayOf(recorded, early, [made])).toEqual({ answer: ['a', 'b'] });
    });

    test('of rows that tests add in one second those are meant that were added in two', async () => {
      const at = (secondsAgo: number) => {
        const time = new Date(Date.now() - secondsAgo * 1000).toISOString().slice(0, 19).replace('T', ' ');
        return `INSERT INTO made (name, at) VALUES ('a', '${time}')`;
      };
      const [first, second] = ['SELECT name FROM made WHERE name > ""', 'SELECT name FROM made WHERE name > "0"'];
      const round = (read: string, secondsAgo: number) => ['TRUNCATE made', at(secondsAgo), read];
      const recorded = inTurn(...round(first, 3), ...round(second, 1));
      const now = 0;
      const asked = inTurn(...round(first, now), ...round(second, now));
      expect(await replayOf(recorded, asked, [made])).toEqual({ answer: ['a'] });
    });
  });
}
