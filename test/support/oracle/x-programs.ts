// Small programs over the X Protocol for the oracle of matching: jobs that sessions take one after the other, step by step.

import type { Schema, Session } from '@mysql/xdevapi';
import type { Random } from './programs.ts';

export interface XStep {
  readonly name: string;
  readonly ask: (session: Session, schema: Schema) => Promise<unknown>;
}

export interface XProgram {
  readonly setup: readonly XStep[];
  readonly jobs: readonly (readonly XStep[])[];
  /** Whether jobs are independent by the rules, so that none of their steps may miss. */
  readonly isIndependent: boolean;
  /** Jobs share data that each one empties first: one at a time. */
  readonly isSerial: boolean;
}

const sql = (text: string, ...values: (number | string)[]): XStep => ({
  name: `${text} ${values}`,
  ask: async (session) => {
    const statement = session.sql(text);
    const result = await (values.length > 0 ? statement.bind(values as never) : statement).execute();
    return [result.fetchAll(), result.getAffectedItemsCount()];
  },
});
const documents = (name: string, make: (collection: ReturnType<Schema['getCollection']>) => unknown): XStep => ({
  name,
  ask: async (_, schema) => answerOf(await make(schema.getCollection('docs'))),
});
const rows = (name: string, make: (table: ReturnType<Schema['getTable']>) => unknown): XStep => ({
  name,
  ask: async (_, schema) => answerOf(await make(schema.getTable('t'))),
});
const created: XStep = { name: 'create', ask: async (_, schema) => void (await schema.createCollection('docs')) };
const dropped: XStep = { name: 'drop', ask: async (_, schema) => await schema.dropCollection('docs') };
const transaction = (...steps: XStep[]): XStep[] => [
  { name: 'begin', ask: (session) => session.startTransaction() },
  ...steps,
];
const committed: XStep = { name: 'commit', ask: (session) => session.commit() };
const takenBack: XStep = { name: 'rollback', ask: (session) => session.rollback() };

function answerOf(result: unknown): unknown {
  if (typeof result !== 'object' || result === null) return result ?? null;
  const { fetchAll, getAffectedItemsCount } = result as { fetchAll?(): unknown; getAffectedItemsCount?(): unknown };
  if (fetchAll !== undefined) return fetchAll.call(result);
  return getAffectedItemsCount === undefined ? result : { affected: getAffectedItemsCount.call(result) };
}

const add = (n: number | string, of: object = {}) =>
  documents(`add ${n}`, (all) => all.add({ _id: `doc-${n}`, n, ...of } as never).execute());
const find = (n: number | string) => documents(`find ${n}`, (all) => all.find(`_id = 'doc-${n}'`).execute());
const bound = (n: number | string) =>
  documents(`find bound ${n}`, (all) =>
    all
      .find('_id = :id')
      .bind('id', `doc-${n}` as never)
      .execute(),
  );
const modify = (n: number, value: number) =>
  documents(`modify ${n}`, (all) =>
    all
      .modify('_id = :id')
      .set('value', value as never)
      .bind('id', `doc-${n}` as never)
      .execute(),
  );
const remove = (n: number) => documents(`remove ${n}`, (all) => all.removeOne(`doc-${n}`));
const count = documents('all', (all) => all.find().fields('_id', 'value').sort('_id asc').execute());
const ROWS = sql('CREATE TABLE t (id INT PRIMARY KEY, v INT)');

type Made = { readonly setup: readonly XStep[]; readonly job: (n: number, random: Random) => readonly XStep[] };

function kind(made: Made, { isIndependent = true, isSerial = false } = {}) {
  return (random: Random, jobs: number): XProgram => ({
    setup: made.setup,
    jobs: Array.from({ length: jobs }, (_, n) => made.job(n + 1, random)),
    isIndependent,
    isSerial,
  });
}

/** By name: what a program does. */
export const xOracleKinds: Readonly<Record<string, (random: Random, jobs: number) => XProgram>> = {
  'own documents': kind({
    setup: [created],
    job: (n) => [add(n), find(n), modify(n, n), bound(n), remove(n), find(n)],
  }),
  'shared documents': kind(
    {
      setup: [created, add(1), add(2)],
      job: (n, random) => [modify(1 + Math.floor(random() * 2), n), find(1), find(2), count],
    },
    { isIndependent: false },
  ),
  'documents in transactions': kind({
    setup: [created],
    job: (n) => [...transaction(add(n), modify(n, 7), find(n)), n % 3 === 0 ? takenBack : committed, bound(n)],
  }),
  'rows by CRUD and by SQL': kind({
    setup: [ROWS],
    job: (n) => [
      rows(`insert ${n}`, (all) => all.insert('id', 'v').values(n, n).execute()),
      sql(`SELECT v FROM t WHERE id = ${n}`),
      rows(`update ${n}`, (all) => all.update().where(`id = ${n}`).set('v', 9).execute()),
      sql('SELECT v FROM t WHERE id = ?', n),
      sql('UPDATE t SET v = v + 1 WHERE id = ?', n),
      rows(`select ${n}`, (all) => all.select('v').where(`id = ${n}`).execute()),
      rows(`delete ${n}`, (all) => all.delete().where(`id = ${n}`).execute()),
    ],
  }),
  'documents by CRUD and by SQL': kind(
    {
      setup: [created, add(1), add(2), add(3)],
      job: (n, random) => {
        const other = 1 + Math.floor(random() * 3);
        return [
          modify(other, n),
          sql(`UPDATE docs SET doc = JSON_SET(doc, '$.value', ${n}) WHERE _id = 'doc-${other}'`),
          find(other),
          sql("SELECT doc->'$.value' AS value FROM docs ORDER BY _id"),
        ];
      },
    },
    { isIndependent: false },
  ),
  'ids and numbers that the server makes': kind({
    setup: [created, sql('CREATE TABLE made (id INT PRIMARY KEY AUTO_INCREMENT, n INT)')],
    job: (n) => withServerMade(n),
  }),
  'tests that make their collection': kind(
    {
      setup: [created],
      job: (n) => [dropped, created, add('a', { of: n % 2 }), add(`b${n % 2}`), count, find('a')],
    },
    { isSerial: true },
  ),
  'tests that remove all': kind(
    {
      setup: [created],
      job: (n) => [
        documents('remove all', (all) => all.remove('true').execute()),
        add('a', { of: n % 2 }),
        count,
        find('a'),
      ],
    },
    { isSerial: true, isIndependent: false },
  ),
  /** Held out: nothing was written for it. */
  'random steps': kind(
    {
      setup: [ROWS, created, add(1), add(2), sql('INSERT INTO t VALUES (1, 1), (2, 2)')],
      job: (_, random) => drawn(random),
    },
    { isIndependent: false },
  ),
};

/** A document and a row, each by what the server told when it was added. */
function withServerMade(n: number): XStep[] {
  let id = '';
  let row: unknown = 0;
  const own = (name: string, condition: (all: ReturnType<Schema['getCollection']>) => unknown) =>
    documents(`${name} of ${n}`, condition);
  return [
    own('add', async (all) => {
      const added = await all.add({ n } as never).execute();
      [id = ''] = added.getGeneratedIds();
      return added;
    }),
    own('find', (all) => all.find('_id = :id').fields('n').bind('id', id).execute()),
    {
      name: `insert ${n}`,
      ask: async (_, schema) => {
        const added = await schema.getTable('made').insert('n').values(n).execute();
        row = added.getAutoIncrementValue();
        return answerOf(added);
      },
    },
    own('modify', (all) =>
      all
        .modify('_id = :id')
        .set('value', n as never)
        .bind('id', id)
        .execute(),
    ),
    {
      name: `number of ${n}`,
      ask: async (session) =>
        (
          await session
            .sql('SELECT n FROM made WHERE id = ?')
            .bind(row as never)
            .execute()
        ).fetchAll(),
    },
    own('find again', (all) => all.find('_id = :id').fields('n', 'value').bind('id', id).execute()),
    ...(n % 2 === 0 ? [own('remove', (all) => all.removeOne(id))] : []),
  ];
}

/** Four to nine steps of any kind, about few rows and documents. */
function drawn(random: Random): XStep[] {
  const some = (most: number) => 1 + Math.floor(random() * most);
  return Array.from({ length: 3 + some(6) }, () => {
    const [n, value] = [some(4), some(6)];
    const steps: readonly XStep[] = [
      ...[add(n, { value }), find(n), bound(n), modify(n, value), remove(n), count, find(n), count],
      documents(`some ${value}`, (all) =>
        all.find(`value > ${value}`).fields('_id').sort('_id asc').limit(2).execute(),
      ),
      documents('replace', (all) => all.replaceOne(`doc-${n}`, { n, value } as never)),
      documents(`unset ${n}`, (all) => all.modify(`_id = 'doc-${n}'`).unset('value').execute()),
      documents(`remove some ${value}`, (all) => all.remove(`value = ${value}`).execute()),
      sql('SELECT COUNT(*) FROM docs'),
      sql("SELECT doc->'$.value' AS value FROM docs ORDER BY _id"),
      rows(`insert ${n}`, (all) => all.insert('id', 'v').values(n, value).execute()),
      rows(`update ${n}`, (all) => all.update().where(`id = ${n}`).set('v', value).execute()),
      rows(`select ${n}`, (all) => all.select('v').where(`id = ${n}`).execute()),
      rows(`delete ${n}`, (all) => all.delete().where(`id = ${n}`).execute()),
      ...[
        sql('UPDATE t SET v = v + 1 WHERE id = ?', n),
        sql('SELECT id, v FROM t ORDER BY id'),
        sql('SELECT SUM(v) FROM t'),
      ],
      ...[
        sql(`SET @x = ${value}`),
        sql('SET @x = ?', value),
        sql('SELECT @x'),
        sql('UPDATE t SET v = @x WHERE id = ?', n),
      ],
      ...[...transaction(), committed, takenBack, sql('SAVEPOINT a'), sql('ROLLBACK TO a'), committed, takenBack],
      ...[
        dropped,
        created,
        sql('TRUNCATE t'),
        sql('CREATE TABLE t2 (id INT)'),
        sql('DROP TABLE t2'),
        sql('SELECT * FROM t2'),
      ],
      ...["GET_LOCK('k', 0)", "IS_FREE_LOCK('k')", "RELEASE_LOCK('k')"].map((one) => sql(`SELECT ${one}`)),
    ];
    return steps[Math.floor(random() * steps.length)] as XStep;
  });
}
