// Commands whose values are other ones at every run, from the question to the answer.

import { expect, test } from 'vitest';
import type { CommandMasking } from '../../../../../src/replay/volatile/values/masked-forms.ts';
import { activateRules, type VolatileRule } from '../../../../../src/replay/volatile/values/volatile-rules.ts';
import { queryOf } from '../../../../support/decoded-command.ts';
import { Playback, type PlaybackClient, recordingOf, said } from '../../../../support/playback.ts';

const A = '8d3f0c51-e9a2-4b77-91fe-02c6d4a8b0e3';
const B = 'c07a1be4-3f58-4d09-a6b1-7d9e20f4c365';
const X = '5b9e62d7-0c41-4f8a-b3d5-e16f7a90c824';
const Y = 'f216c8a9-74d3-4e05-9c7b-38a50d1e6b42';
const insert = (id: string) => `INSERT INTO t (id) VALUES ('${id}')`;
const read = (id: string) => `SELECT a FROM t WHERE id = '${id}'`;
const RECORDED = [said(insert(A)), said(read(A), [[A]]), said(insert(B)), said(read(B), [[B]])];

async function client(options = {}, recorded = RECORDED): Promise<{ playback: Playback; one: PlaybackClient }> {
  const playback = new Playback(recordingOf(recorded), options);
  return { playback, one: await playback.connect() };
}

test('a value that is new stands for the recorded one, in what is asked and answered from there on', async () => {
  const { playback, one } = await client();
  expect([await one.query(insert(X)), await one.query(read(X))]).toEqual(['ok', [[X]]]);
  expect(playback.substituted[0]).toMatchObject({
    exchange: 1,
    place: 'value 1',
    recorded: A,
    live: X,
    rule: 'a fresh UUID',
  });
  expect(playback.substituted.at(-1)).toMatchObject({
    exchange: 2,
    place: 'row 1, column 1',
    recorded: A,
    live: X,
    rule: null,
  });
});

test('two values never stand for one, nor one for two', async () => {
  const { one } = await client();
  for (const sql of [insert(X), insert(Y)]) expect(await one.query(sql)).toBe('ok');
  expect([await one.query(read(Y)), await one.query(read(X))]).toEqual([[[Y]], [[X]]]);
  expect(await one.query(insert('1e84b7f0-a95c-4362-8d1f-6bc23e907d5a'))).toMatch(/^error 1105/);
});

test('the recorded value itself is asked as it is, and nothing is told', async () => {
  const { playback, one } = await client();
  expect([await one.query(insert(A)), await one.query(read(A))]).toEqual(['ok', [[A]]]);
  expect(playback.substituted).toEqual([]);
});

test('what is only read is nobody’s new value: a condition with another one is a miss', async () => {
  const { one } = await client();
  expect(await one.query(read(X))).toMatch(/^error 1105 mock: /);
});

test('without fresh values nothing stands for another, unless a rule says so', async () => {
  const { one } = await client({ fresh: false });
  expect(await one.query(insert(X))).toMatch(/^error 1105/);
  const rules: VolatileRule[] = [{ kind: 'uuid', statement: '^insert into t' }];
  const ruled = await client({ fresh: false, volatile: activateRules(rules) });
  expect([await ruled.one.query(insert(X)), await ruled.one.query(read(X))]).toEqual(['ok', [[X]]]);
  expect(ruled.playback.substituted[0]?.rule).toBe('rule 1');
});

test('rules that were not needed are named', async () => {
  const volatile = activateRules([{ kind: 'uuid' }, { kind: 'any', positions: [1], statement: 'INTO other' }]);
  const { playback, one } = await client({ fresh: false, volatile });
  await one.query(insert(X));
  expect(playback.context.volatile.unusedRules().map(({ name }) => name)).toEqual(['rule 2']);
});

test('a comment in the statement is a rule, and one that makes no sense is said once', async () => {
  const marked = (value: string) => `INSERT INTO u VALUES ('${value}') /* mock.ignore any 1 */`;
  const odd = (value: string) => `INSERT INTO u VALUES ('${value}') /* mock.ignore sense */`;
  const { playback, one } = await client({ fresh: false }, [said(marked('a')), said(odd('a'))]);
  expect(await one.query(marked('b'))).toBe('ok');
  for (let time = 0; time < 2; time++) await one.query(odd('c'));
  expect(playback.log.text.match(/^warn \/\* mock\.ignore/gm)).toHaveLength(1);
});

test('another client of the scope knows what stands for what; after a reset nobody does', async () => {
  const { playback, one } = await client();
  await one.query(insert(X));
  const other = await playback.connect();
  expect(await other.query(read(X))).toEqual([[X]]);
  expect(playback.context.volatile.count).toBeGreaterThan(0);
  playback.context.reset();
  expect(playback.context.volatile.count).toBe(0);
  expect(await (await playback.connect()).query(read(X))).toMatch(/^error 1105/);
});

test('the moment of a write may be another one', async () => {
  const recorded = "INSERT INTO log VALUES ('1970-01-01 00:00:00')";
  const now = Date.parse('2027-02-03T04:05:06Z');
  const { one } = await client({ now: () => now }, [said(recorded)]);
  expect(await one.query("INSERT INTO log VALUES ('2027-02-03 04:05:06')")).toBe('ok');
  const { one: late } = await client({ now: () => now }, [said(recorded)]);
  expect(await late.query("INSERT INTO log VALUES ('2020-02-03 04:05:06')")).toMatch(/^error 1105/);
});

test('where the recording was masked, originals are put in its words, and told again in the answer', async () => {
  const accepted: string[] = [];
  const masking: CommandMasking = {
    forms: ({ sql }) => {
      const text = String(sql);
      if (!text.includes('ada@x.org')) return [];
      const command = queryOf(text.replace('ada@x.org', 'user1@example.com'), 'shop');
      return [
        {
          command,
          pairs: [{ live: 'ada@x.org', recorded: 'user1@example.com' }],
          accept: () => void accepted.push(text),
        },
      ];
    },
  };
  const sql = (mail: string) => `SELECT a FROM u WHERE mail = '${mail}'`;
  const reader = recordingOf([said(sql('user1@example.com'), [['user1@example.com']])]);
  const { context } = new Playback(reader, { masking });
  expect(String(context.volatile.masked(queryOf(sql('ada@x.org'), 'shop')).sql)).toContain('user1@example.com');
  expect(String(context.volatile.masked(queryOf(sql('bob@x.org'), 'shop')).sql)).toContain('bob@x.org');
  expect(accepted).toEqual([]);
});
