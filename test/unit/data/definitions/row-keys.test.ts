import { expect, test } from 'vitest';
import type { DataUse, PinnedRows, TableWrite } from '../../../../src/core/data-use.ts';
import { Catalogue } from '../../../../src/data/definitions/catalogue.ts';
import { type WritingStep, withRowKeys } from '../../../../src/data/definitions/row-keys.ts';

const catalogue = new Catalogue();
catalogue.create('s.users', Buffer.from('CREATE TABLE users (id CHAR(36) PRIMARY KEY, email VARCHAR(80) UNIQUE)'));
catalogue.create(
  's.orders',
  Buffer.from(
    'CREATE TABLE orders (id INT PRIMARY KEY, user CHAR(36), FOREIGN KEY (user) REFERENCES users (id) ON DELETE CASCADE)',
  ),
);

const pins = (constants: Readonly<Record<string, readonly string[]>>): PinnedRows[] =>
  Object.entries(constants).map(([column, values]) => ({ column, values }));
const step = (
  table: string,
  constants: Readonly<Record<string, readonly string[]>>,
  sets: WritingStep['sets'],
  more: readonly TableWrite[] = [],
): WritingStep => ({
  scope: 0,
  use: { reads: [], writes: [{ table, effect: 'change', pins: pins(constants) }, ...more] },
  sets,
  isAlone: true,
});
const written = (uses: readonly DataUse[]) => {
  const writes = uses.at(-1)?.writes;
  return writes === 'all' || writes === undefined
    ? writes
    : writes.map(({ table, pins: told = [] }) => [
        table,
        Object.fromEntries(told.map((one) => [one.column, one.values])),
      ]);
};

const ada = step('s.users', { id: ['1'], email: ['ada'] }, 'adds');
const bea = step('s.users', { id: ['2'], email: ['bea'] }, 'adds');

test('a write that names one key of a row is about its other keys', () => {
  expect(written(withRowKeys([ada, bea, step('s.users', { id: ['2'] }, [])], catalogue))).toEqual([
    ['s.users', { id: ['2'], email: ['bea'] }],
  ]);
});

test('of rows that one statement adds each has its own', () => {
  const both = { ...step('s.users', { id: ['1', '2'], email: ['ada', 'bea'], at: ['x'] }, 'adds') };
  const rows = [pins({ id: ['1'], email: ['ada'] }), pins({ id: ['2'], email: ['bea'] })];
  const change = step('s.users', { id: ['2'] }, []);
  expect(written(withRowKeys([both, change], catalogue))).toEqual([
    ['s.users', { id: ['2'], email: ['ada', 'bea'], at: ['x'] }],
  ]);
  expect(written(withRowKeys([{ ...both, rows }, change], catalogue))).toEqual([
    ['s.users', { id: ['2'], email: ['bea'], at: ['x'] }],
  ]);
});

test('a column that gets a new value is not told', () => {
  expect(written(withRowKeys([ada, step('s.users', { id: ['1'] }, ['email'])], catalogue))).toEqual([
    ['s.users', { id: ['1'] }],
  ]);
});

test.each([
  ['a row that nobody inserted', [bea]],
  ['a key that was given away', [ada, step('s.users', { id: ['2'] }, ['email'])]],
  ['what an unknown statement may have changed', [ada, step('s.users', {}, null)]],
])('nothing is told of %s', (_name, before) => {
  expect(written(withRowKeys([...before, step('s.users', { email: ['ada'] }, [])], catalogue))).toEqual([
    ['s.users', { email: ['ada'] }],
  ]);
});

test('rows with a foreign key to a row that was inserted are known, and no others', () => {
  const orders = [
    step('s.orders', { id: ['7'], user: ['1'] }, 'adds'),
    step('s.orders', { id: ['8'], user: ['2'] }, 'adds'),
  ];
  const byUser = step('s.orders', { user: ['1'] }, []);
  expect(written(withRowKeys([ada, ...orders, byUser], catalogue))).toEqual([['s.orders', { user: ['1'], id: ['7'] }]]);
  expect(written(withRowKeys([...orders, byUser], catalogue))).toEqual([['s.orders', { user: ['1'] }]]);
});

test('what a DELETE does to rows that refer to its own is told as far as they are known', () => {
  const order = step('s.orders', { id: ['7'], user: ['1'] }, 'adds');
  const gone = step('s.users', { id: ['1'] }, [], [{ table: 's.orders', effect: 'change' }]);
  expect(written(withRowKeys([ada, order, gone], catalogue))).toEqual([
    ['s.users', { id: ['1'], email: ['ada'] }],
    ['s.orders', { user: ['1'], id: ['7'] }],
  ]);
});

test('rows that are told by way of others are known where those are', () => {
  const orders = [
    step('s.orders', { id: ['7'], user: ['1'] }, 'adds'),
    step('s.orders', { id: ['8'], user: ['2'] }, 'adds'),
  ];
  const among = (user: string): WritingStep => ({
    ...step('s.lines', {}, []),
    use: {
      reads: [{ table: 's.lines', among: [amongOrders(user)] }],
      writes: [{ table: 's.lines', effect: 'change', among: [amongOrders(user)] }],
    },
    isAlone: false,
  });
  const use = (steps: readonly WritingStep[]) => withRowKeys(steps, catalogue).at(-1);
  expect(use([ada, ...orders, among('1')])).toEqual({
    reads: [{ table: 's.lines', pins: pins({ order: ['7'] }) }],
    writes: [{ table: 's.lines', effect: 'change', pins: pins({ order: ['7'] }) }],
  });
  // whose rows were there before
  expect(use([...orders, among('1')])?.reads).toEqual([{ table: 's.lines' }]);
  // there are none
  expect(use([ada, among('1')])).toEqual({ reads: [{ table: 's.lines', isExistence: true }], writes: [] });
});

const amongOrders = (user: string) => ({
  column: 'order',
  of: { table: 's.orders', pins: pins({ user: [user] }) },
  ofColumn: 'id',
});

test('rows that only stand in the way of a DELETE are not changed by it', () => {
  const other = new Catalogue();
  other.create('s.users', Buffer.from('CREATE TABLE users (id CHAR(36) PRIMARY KEY)'));
  other.create(
    's.orders',
    Buffer.from('CREATE TABLE orders (id INT PRIMARY KEY, user CHAR(36) REFERENCES users (id))'),
  );
  const order = step('s.orders', { id: ['7'], user: ['1'] }, 'adds');
  const byUser = step('s.orders', { user: ['1'] }, []);
  const gone = { ...step('s.users', { id: ['2'] }, []), isAlone: true };
  expect(written(withRowKeys([ada, order, bea, gone, byUser], other))).toEqual([
    ['s.orders', { user: ['1'], id: ['7'] }],
  ]);
});

test('nor does it make those unclear that refer to others', () => {
  const orders = ['1', '2'].map((user) => step('s.orders', { id: [`7${user}`], user: [user] }, 'adds'));
  const gone = (id: string) => step('s.users', { id: [id] }, [], [{ table: 's.orders', effect: 'change' }]);
  // it may have been taken back, so what is known of its rows is kept
  for (const before of [[gone('1')], [gone('2')]]) {
    expect(written(withRowKeys([ada, bea, ...orders, ...before, gone('2')], catalogue))).toEqual([
      ['s.users', { id: ['2'], email: ['bea'] }],
      ['s.orders', { user: ['2'], id: ['72'] }],
    ]);
  }
});

test('a column that gets a constant is told with what it was before, as long as that is known', () => {
  const change = (given: string): WritingStep => ({
    ...step('s.users', {}, ['email']),
    use: {
      reads: [],
      writes: [
        {
          ...{ table: 's.users', effect: 'change', pins: pins({ id: ['1'] }), mixes: ['email'] },
          gives: pins({ email: [given] }),
        },
      ],
    },
  });
  const uses = withRowKeys([ada, change('eva'), step('s.users', { id: ['1'] }, [])], catalogue);
  expect(uses[1]?.writes).toMatchObject([{ pins: pins({ id: ['1'], email: ['ada', 'eva'] }), mixes: [] }]);
  expect(written(uses)).toEqual([['s.users', { id: ['1'], email: ['ada', 'eva'] }]]);
  // nobody knows the address that this row had
  const [, unknown] = withRowKeys([bea, change('eva')], catalogue);
  expect(unknown?.writes).toMatchObject([{ pins: pins({ id: ['1'] }), mixes: ['email'] }]);
});

test('what refers to rows is no matter to a DELETE that met none, but where it is known for one that meets some', () => {
  const clears = { table: 's.users', pin: { column: 'email', values: ['ada'] }, rows: 0 };
  const own = { table: 's.users', pins: pins({ email: ['ada'] }) };
  const readsOf = (reads: DataUse['reads'], rows = 0) => {
    const use = { reads, writes: [], clears: { ...clears, rows } };
    const [told] = withRowKeys([{ scope: 0, use, sets: [], isAlone: true }], catalogue);
    return [told?.reads, told?.clears?.isOnlyNone];
  };
  const known = { table: 's.orders', pins: pins({ user_id: ['1'] }) };
  expect(readsOf([own, { table: 's.orders' }])).toEqual([[own], true]);
  expect(readsOf([own, known])).toEqual([[own, known], undefined]);
  expect(readsOf([own, { table: 's.orders' }], 1)).toEqual([[own, { table: 's.orders' }], undefined]);
});
