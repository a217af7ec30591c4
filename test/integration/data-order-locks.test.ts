// What depends on who holds which locks: errors that a lock decided, deadlocks, and writes for which a server would wait.

import { expect, test } from 'vitest';
import { describeWithServer, serverKinds } from '../servers/index.ts';
import { type Ask, missOf, type Program, twoSessions } from '../support/two-sessions.ts';

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { replayOf } = twoSessions(kind, server);

    test.each(['UPDATE t SET n = 5 WHERE id = 1', 'SELECT n FROM t WHERE id = 1 FOR UPDATE'])(
      'what a lock has refused is refused in the recorded order only, and where the lock is held: %s',
      async (hold) => {
        const read = 'SELECT n FROM t WHERE id = 1 FOR UPDATE NOWAIT';
        const last = 'SELECT n FROM t WHERE id = 2';
        const recorded: Program = async (one, two) => {
          for (const sql of ['BEGIN', hold, last]) await one(sql);
          await expect(two(read)).rejects.toMatchObject({ errno: kind === 'mysql' ? 3572 : 1205 });
          await one('ROLLBACK');
        };
        const askedBehind = (list: readonly string[]) => async (one: Ask, two: Ask) => {
          for (const sql of list) await one(sql);
          return await missOf(two(read));
        };
        expect(await replayOf(recorded, askedBehind(['BEGIN', hold, last]))).not.toBe('miss');
        for (const other of [[], ['BEGIN', last], ['BEGIN', hold, last, 'ROLLBACK']]) {
          expect(await replayOf(recorded, askedBehind(other))).toBe('miss');
        }
      },
    );

    test('a deadlock ends for the one for whom it ended when it was recorded', async () => {
      const outcome = async (asked: Promise<unknown>) =>
        await asked.then(String, (error: Error & { errno: number }) =>
          error.message.startsWith('mock: ') ? error.message : error.errno,
        );
      const program: Program = async (one, two) => {
        for (const sql of ['BEGIN', 'UPDATE t SET n = n + 1 WHERE id = 1']) await one(sql);
        for (const sql of ['BEGIN', 'UPDATE t SET n = n + 2 WHERE id = 2']) await two(sql);
        const ends = await Promise.all([
          outcome(one('UPDATE t SET n = n + 4 WHERE id = 2')),
          outcome(two('UPDATE t SET n = n + 8 WHERE id = 1')),
        ]);
        for (const ask of [one, two]) await ask('COMMIT');
        return [ends, await one('SELECT n FROM t ORDER BY id')];
      };
      let recorded: unknown;
      const answer = await replayOf(async (one, two) => {
        recorded = await program(one, two);
      }, program);
      expect(JSON.stringify(recorded)).toContain('1213');
      expect(answer).toEqual(recorded);
    });

    test('a write for which a server would wait is marked as uncertain, and one to another row is not', async () => {
      const writes = ['n = 5 WHERE id = 1', 'n = 6 WHERE id = 1', 'n = 7 WHERE id = 2'];
      const [held, same, other] = writes.map((what) => `UPDATE t SET ${what}`) as [string, string, string];
      const recorded: Program = async (one, two) => {
        for (const sql of ['BEGIN', held, 'ROLLBACK']) await one(sql);
        for (const sql of [other, same]) await two(sql);
      };
      const marked: boolean[] = [];
      const asked: Program = async (one, two, player) => {
        for (const sql of ['BEGIN', held]) await one(sql);
        for (const sql of [other, same]) {
          await two(sql);
          marked.push(player?.log.text.includes('a server would wait for its end') === true);
        }
      };
      await replayOf(recorded, asked);
      expect(marked).toEqual([false, true]);
    });
  });
}
