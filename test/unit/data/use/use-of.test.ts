import { expect, test } from 'vitest';
import { Catalogue } from '../../../../src/data/definitions/catalogue.ts';
import type { AskedStatement } from '../../../../src/data/use/asked-statement.ts';
import { useOf } from '../../../../src/data/use/use-of.ts';
import { readStatement } from '../../../../src/sql/statement-reading.ts';

const OUTSIDE = 'autocommit=1 in_transaction=0';
const INSIDE = 'autocommit=1 in_transaction=1';

function use(text: string, told: Partial<AskedStatement> = {}, catalogue = new Catalogue()) {
  catalogue.create('db.t', Buffer.from('CREATE TABLE t (id INT PRIMARY KEY, a INT)'));
  catalogue.create('db.m', Buffer.from('CREATE TABLE m (id INT PRIMARY KEY, a INT)'));
  catalogue.writeAtOnce('db.m');
  const { access, normal } = readStatement(Buffer.from(text));
  const nothing = { isCollection: false, isByChance: false, errorCode: null, parameters: null } as const;
  const answer = { lastInsertId: 0n, affectedRows: 1, warnings: 0 };
  const asked = { access, sql: normal.toString('utf8'), database: 'db', state: OUTSIDE };
  return useOf({ ...asked, ...nothing, ...answer, ...told }, catalogue);
}

const tables = (list: ReturnType<typeof use>['writes']) =>
  list === 'all' ? list : list.map(({ table, effect }) => `${effect} ${table}`);

test('a name without a schema is one of the database that was current; letter case does not count', () => {
  expect(use('SELECT * FROM T').reads).toMatchObject([{ table: 'db.t' }]);
  expect(use('SELECT * FROM other.t').reads).toMatchObject([{ table: 'other.t' }]);
  expect(tables(use('TRUNCATE TABLE t').writes)).toEqual(['empty db.t']);
});

test('a change of no row is none, but whoever asked for it sees what is there now', () => {
  const sql = 'UPDATE t SET a = 1 WHERE id = 5';
  expect(tables(use(sql).writes)).toEqual(['change db.t']);
  expect(use(sql, { affectedRows: 0 })).toMatchObject({ writes: [], isLatest: true });
  // a client may be told how many were met
  for (const found of ['no row', 'no change'] as const) expect(use(sql, { found }).writes).toEqual([]);
  expect(use('INSERT IGNORE INTO t VALUES (1, 2)', { affectedRows: 0 }).writes).toEqual([]);
  // of this table nobody knows whether it makes ids, which may be used up all the same
  expect(tables(use('INSERT INTO u SELECT 1, 2', { affectedRows: 0 }).writes)).toEqual(['change db.u']);
});

test('what was refused before any table was looked at has to do with none; a duplicate key has read it', () => {
  const sql = 'INSERT INTO t VALUES (1, 2)';
  expect(use(sql, { errorCode: 1064 })).toEqual({ reads: [], writes: [] });
  const refused = use(sql, { errorCode: 1062 });
  expect(refused).toMatchObject({ reads: [{ table: 'db.t' }], writes: [], isLatest: true });
});

test('a text that is prepared and refused may be of data; one that a hidden transaction refused is asked in its order only', () => {
  const catalogue = new Catalogue();
  catalogue.noteHidden('~.@j', true);
  expect(use('PREPARE s FROM @j', { errorCode: 1064 }, catalogue).reads).toMatchObject([{ table: '~.@j' }]);
  const set = 'SET TRANSACTION READ WRITE';
  expect([use(set, { errorCode: 1568 }).isByLocks, use(set, { errorCode: 1568, state: INSIDE }).isByLocks]).toEqual([
    true,
    undefined,
  ]);
  const readOnly = `${OUTSIDE} transaction_read_only='1'`;
  const [hidden, told] = [OUTSIDE, readOnly].map((state) => use('DELETE FROM t', { errorCode: 1792, state }).isByLocks);
  expect([hidden, told]).toEqual([true, undefined]);
});

test('a routine that fails has done what came before, one that is not there nothing', () => {
  expect(use('CALL p()', { errorCode: 1062 }).writes).toBe('all');
  expect(use('CALL p()', { errorCode: 1305 }).writes).toEqual([]);
});

test("a deadlock takes the whole transaction back, a wait that ran out does not; both follow others' locks", () => {
  const sql = 'UPDATE t SET a = 1';
  expect(use(sql, { errorCode: 1213, state: INSIDE })).toMatchObject({
    control: { kind: 'rollback' },
    isByLocks: true,
    writes: [],
  });
  const waited = use(sql, { errorCode: 1205, state: INSIDE });
  expect([waited.control, waited.isByLocks]).toEqual([undefined, true]);
  expect(use('SELECT * FROM t FOR UPDATE SKIP LOCKED').isByLocks).toBe(true);
  expect(use('SELECT * FROM t FOR UPDATE').isByLocks).toBe(undefined);
});

test.each([
  [OUTSIDE, undefined],
  [INSIDE, true],
  ['autocommit=1 in_transaction=ro', true],
  ['autocommit=0 in_transaction=0', true],
])('%s: open is %s', (state, isOpen) => {
  expect(use('SELECT * FROM t', { state }).isOpen).toBe(isOpen);
});

test('who sees the latest rows: what writes or locks, and what reads without a snapshot', () => {
  const isLatest = (sql: string, state = INSIDE) => use(sql, { state }).isLatest === true;
  expect(isLatest('SELECT * FROM t')).toBe(false);
  expect(isLatest('SELECT * FROM t FOR UPDATE')).toBe(true);
  expect(isLatest('SELECT * FROM t LOCK IN SHARE MODE')).toBe(true);
  expect(isLatest('SELECT * FROM t', `${INSIDE} transaction_isolation='READ-COMMITTED'`)).toBe(true);
  expect(isLatest('SELECT * FROM t', `${INSIDE} tx_isolation='REPEATABLE-READ'`)).toBe(false);
});

test('controls and definitions are told as what they do to the transaction', () => {
  expect(use('COMMIT').control).toEqual({ kind: 'commit', name: '' });
  expect(use('COMMIT', { errorCode: 1105 }).control).toBe(undefined);
  expect(use('ALTER TABLE t ADD b INT')).toMatchObject({ commits: true, isCopy: true });
  expect(use('LOCK TABLES t READ').commits).toBe(true);
  expect(use('SELECT 1').commits).toBe(undefined);
});

test('a table that only the session sees is another one, also with the name of its database; what fills it is not', () => {
  const state = `${OUTSIDE} temporary=tmp`;
  const read = (sql: string) => {
    const { reads } = use(sql, { state });
    return typeof reads === 'string' ? reads : reads.map(({ table }) => table);
  };
  expect(read('SELECT * FROM tmp JOIN t')).toEqual(['~db.tmp', 'db.t']);
  expect(read('SELECT * FROM DB.Tmp')).toEqual(['~db.tmp']);
  expect(read('SELECT * FROM other.tmp')).toEqual(['other.tmp']);
  for (const sql of ['CREATE TEMPORARY TABLE db.tmp SELECT * FROM t', 'CREATE TEMPORARY TABLE tmp LIKE t']) {
    const { reads, writes, commits } = use(sql);
    expect(reads).toMatchObject([{ table: 'db.t' }, { table: '~db.tmp', isExistence: true }]);
    expect([tables(writes), commits]).toEqual([['create ~db.tmp'], undefined]);
  }
});

test.each([
  ['INSERT INTO m VALUES (1, 2), (3, 4)', 1062],
  ['UPDATE m SET id = id + 1', 1062],
  ['DELETE FROM m WHERE a = 1', 1317],
])('what fails in the midst of a table without transactions has done what came before: %s', (sql, errorCode) => {
  const told = { errorCode, affectedRows: 0 };
  expect(tables(use(sql, told).writes)).toEqual(['change db.m']);
});

test('while foreign keys are not checked they neither stand in the way nor take rows along', () => {
  const catalogue = new Catalogue();
  catalogue.create('db.p', Buffer.from('CREATE TABLE p (id INT PRIMARY KEY)'));
  const reference = 'FOREIGN KEY (p) REFERENCES p (id) ON DELETE CASCADE';
  catalogue.create('db.k', Buffer.from(`CREATE TABLE k (id INT PRIMARY KEY, p INT, ${reference})`));
  const touched = (text: string, state: string) => {
    const { access, normal } = readStatement(Buffer.from(text));
    const nothing = { isCollection: false, isByChance: false, errorCode: null, parameters: null } as const;
    const answer = { lastInsertId: 0n, affectedRows: 1, warnings: 0 };
    const asked = { access, sql: normal.toString('utf8'), database: 'db', state };
    const { reads, writes } = useOf({ ...asked, ...nothing, ...answer }, catalogue);
    return [reads, writes].map((list) =>
      typeof list === 'string' ? list : [...new Set(list.map(({ table }) => table))],
    );
  };
  const off = `${OUTSIDE} foreign_key_checks='0'`;
  expect(touched('DELETE FROM p WHERE id = 1', OUTSIDE)).toEqual([
    ['db.p', 'db.k'],
    ['db.p', 'db.k'],
  ]);
  expect(touched('DELETE FROM p WHERE id = 1', off)).toEqual([['db.p'], ['db.p']]);
  expect(touched('DELETE FROM p', off)).toEqual([['db.p'], ['db.p']]);
  expect(touched('INSERT INTO k VALUES (1, 2)', OUTSIDE)).toEqual([['db.k', 'db.p'], ['db.k']]);
  expect(touched('INSERT INTO k VALUES (1, 2)', off)).toEqual([['db.k'], ['db.k']]);
});

test('what stands behind a mistake of syntax was not done, wherever the mistake is', () => {
  const failed = (sql: string) => use(sql, { errorCode: 1064 });
  expect(failed('SELECT 1; INVALID SQL; SELECT * FROM t')).toMatchObject({ reads: [], writes: [] });
  expect(failed('BAR; FOO;')).toMatchObject({ reads: [], writes: [] });
  expect(tables(failed('DELETE FROM t; INVALID SQL; DELETE FROM m').writes)).toEqual(['empty db.t']);
  // a statement that servers know was done
  expect(failed('INSTALL PLUGIN p; INVALID SQL')).toMatchObject({ reads: 'all', writes: 'all' });
});

test('a text that begins by emptying its tables depends on no row that was there before', () => {
  const { reads, writes } = use('DELETE FROM t; INSERT INTO t (id, a) VALUES (1, 2); SELECT * FROM t WHERE id = 1');
  expect(reads).not.toContainEqual(expect.objectContaining({ pins: expect.anything() }));
  expect(tables(writes)).toEqual(['empty db.t', 'change db.t']);
});

test.each([
  ["transaction_isolation='READ-COMMITTED'", true],
  ["transaction='ISOLATION LEVEL READ COMMITTED'", true],
  ["next_transaction='READ WRITE , ISOLATION LEVEL SERIALIZABLE'", true],
  ["transaction='ISOLATION LEVEL REPEATABLE READ'", undefined],
  ["transaction='READ ONLY'", undefined],
])('under %s a read sees what is there now', (word, isLatest) => {
  expect(use('SELECT * FROM t', { state: `${INSIDE} ${word}` }).isLatest).toBe(isLatest);
});

test('what an account may do is what was granted to it', () => {
  expect(use('SHOW GRANTS FOR ada').reads).toMatchObject([{ table: '*user.ada' }]);
});

test('of several tables that are to be dropped those that are there go, where one is not, or none does', () => {
  const left = (sql: string, errorCode: number, isInPart: boolean) => {
    const { writes } = use(sql, { errorCode }, Object.assign(new Catalogue(), { hasDictionary: !isInPart }));
    return writes === 'all' ? writes : writes.map(({ effect, isUnsure }) => `${effect}${isUnsure ? '?' : ''}`);
  };
  const both = 'DROP TABLE t, u';
  expect([1051, 1965].map((code) => left(both, code, true))).toEqual([
    ['drop?', 'drop?'],
    ['drop?', 'drop?'],
  ]);
  expect(left('DROP VIEW t, u', 4092, true)).toEqual(['drop?', 'drop?']);
  // which of them a foreign key has kept nobody says
  expect(left(both, 1451, true)).toEqual(['define?', 'define?']);
  expect(left('DROP TABLE t, t', 1066, true)).toEqual([]);
  expect(left('DROP DATABASE other', 1008, true)).toEqual([]);
  expect([1051, 1451, 1347].map((code) => left(both, code, false))).toEqual([[], [], []]);
});

test('a bulk command that is refused has done the rows before', () => {
  const parameters = [1n, 5n, 2n, 6n].map((value) => ({ kind: 'int', value }) as const);
  const { writes } = use('UPDATE t SET a = ? WHERE id = ?', { errorCode: 1062, parameters, perRow: 2 });
  expect(writes).toMatchObject([{ table: 'db.t', effect: 'change', pins: [{ column: 'id', values: ['#5', '#6'] }] }]);
});

test('DELETE without WHERE depends on rows where a trigger fires for each, or some may refer to none', () => {
  const read = (change: (catalogue: Catalogue) => void, told: Partial<AskedStatement> = {}) => {
    const catalogue = new Catalogue();
    const child =
      'CREATE TABLE c (id INT PRIMARY KEY, t_id INT, FOREIGN KEY (t_id) REFERENCES t (id) ON DELETE CASCADE)';
    catalogue.create('db.c', Buffer.from(child));
    change(catalogue);
    const { reads } = use('DELETE FROM t', told, catalogue);
    return typeof reads === 'string' ? reads : reads[0];
  };
  expect(read(() => {})).toEqual({ table: 'db.t', isExistence: true });
  expect(read((catalogue) => catalogue.createTrigger('db.t', ['db.log'], [], 'delete'))).not.toHaveProperty(
    'isExistence',
  );
  expect(read((catalogue) => catalogue.createTrigger('db.t', ['db.log'], [], 'insert'))).toHaveProperty('isExistence');
  const unchecked = (catalogue: Catalogue) => Object.assign(catalogue, { hasUnchecked: true });
  expect(read(unchecked)).not.toHaveProperty('isExistence');
  expect(read(unchecked, { state: "foreign_key_checks='0'" })).toHaveProperty('isExistence');
});
