// What a server does with fresh values by itself, case by case: what is asked, and whether the last of it is answered.

import { randomBytes, randomUUID } from 'node:crypto';
import type { VolatileRule } from '../../src/index.ts';
import type { ServerKind } from '../servers/index.ts';

type Told = 'answered' | 'missed';
export type Ask = readonly [sql: string, values?: readonly unknown[]];
type Values = Readonly<Record<'a' | 'b' | 'id' | 'other' | 'early' | 'late' | 'code', string>> & {
  readonly raw: Buffer;
};

export interface FreshCase {
  readonly what: string;
  /** Before the recording. */
  readonly setup: readonly string[];
  readonly asks: (values: Values) => readonly Ask[];
  /** What becomes of the last one. */
  readonly last: Told;
  /** Values of the live run, where they are not drawn alike. */
  readonly live?: Partial<Values>;
  readonly recorded?: Partial<Values>;
  /** The same, of the time when it is asked. */
  readonly both?: () => Required<Pick<FreshCase, 'live' | 'recorded'>>;
  readonly volatile?: readonly VolatileRule[];
  readonly only?: ServerKind;
  /** Whether the recorder may ask the server what it keeps; else only what the recording holds is known. */
  readonly hasAccount?: boolean;
}

const at = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
const hex = (letters: string) => letters + randomBytes(12).toString('hex');

/** Values of one run: of the recorded one some are equal that later ones tell apart. */
export function drawn(recorded: boolean): Values {
  const now = Date.now();
  return {
    ...{ a: randomUUID(), b: randomUUID(), id: randomUUID(), other: randomUUID(), code: hex('3f') },
    // of the recorded run they are one
    ...{
      early: at(now - (recorded ? 0 : 3000)),
      late: at(now),
      raw: Buffer.from(`cec8${randomUUID().replaceAll('-', '').slice(4)}`, 'hex'),
    },
  };
}

const TIMES = 'CREATE TABLE t (id CHAR(36) PRIMARY KEY, made DATETIME, note VARCHAR(60))';
const SHIFTS =
  'CREATE TABLE t (id CHAR(36) PRIMARY KEY, made DATETIME, at TIME, fine TIME(3), said VARCHAR(20), note VARCHAR(60))';

const one = randomUUID();
const SAME = { a: one, b: one };

export const FRESH_CASES: readonly FreshCase[] = [
  {
    what: 'two rows of one statement, with one time when it was recorded',
    setup: [TIMES],
    asks: ({ a, b, early, late }) => [
      ['INSERT INTO t (id, made, note) VALUES (?, ?, ?), (?, ?, ?)', [a, early, 'one', b, late, 'two']],
      ["SELECT id, made, note, CONCAT('at ', made) AS text FROM t ORDER BY note"],
    ],
    last: 'answered',
  },
  {
    what: 'a time of a statement that was refused',
    asks: ({ a, b, early, late }) => [
      ['INSERT INTO t (id, made, note) VALUES (?, ?, ?)', [a, early, 'one']],
      ['INSERT INTO t (id, made, note) VALUES (?, ?, ?), (?, ?, ?)', [b, late, 'two', a, late, 'two']],
      ['SELECT id, made, note FROM t'],
    ],
    ...{ setup: [TIMES], last: 'answered' },
  },
  ...(['at', 'fine', 'said', 'made as it was', 'at as it was'] as const).map((name): FreshCase => {
    const [column = '', ...others] = name.split(' ');
    const insert = `INSERT INTO t (id, ${column}, note) VALUES (?, ?, ?)`;
    const timeOf = (moment: string) => (column === 'made' ? moment : moment.slice(11));
    return {
      what: `times with one second when they were recorded, the last in ${name}`,
      asks: ({ a, b, early, late }) => [
        [insert, [a, timeOf(early), 'one']],
        [insert, [b, timeOf(late), 'two']],
        [`SELECT id, ${column}, CONCAT('at ', ${column}) AS text FROM t WHERE note = 'one'`],
        [`SELECT note, CONCAT('at ', ${column}) AS text, id FROM t ORDER BY note`],
      ],
      // drawn when it is asked: on a busy machine that is long behind the beginning
      ...(others.length > 0 && {
        both: () => {
          const [now, before] = [at(Date.now()), at(Date.now() - 20_000)];
          return { recorded: { early: now, late: now }, live: { early: before, late: now } };
        },
      }),
      ...{ setup: [SHIFTS], last: 'answered' },
    };
  }),
  {
    what: 'two times of day that were one, of which one is asked for',
    asks: ({ a, b, early, late }) => [
      ['INSERT INTO t (id, at) VALUES (?, ?), (?, ?)', [a, early.slice(11), b, late.slice(11)]],
      ['SELECT COUNT(*) AS n FROM t WHERE at = ?', [late.slice(11)]],
    ],
    ...{ setup: [SHIFTS], last: 'missed' },
  },
  {
    what: 'a fresh value that is sorted among others',
    setup: ['CREATE TABLE t (id CHAR(36) PRIMARY KEY, note VARCHAR(60))'],
    asks: ({ a, code }) => [
      ["INSERT INTO t (id, note) VALUES ('1', '7abc')"],
      ['INSERT INTO t (id, note) VALUES (?, ?)', [a, code]],
      ['SELECT id FROM t ORDER BY note LIMIT 1'],
    ],
    live: { code: hex('9f') },
    last: 'missed',
  },
  {
    what: "values of MariaDB's type UUID, which has an order of its own",
    only: 'mariadb',
    setup: ['CREATE TABLE t (id UUID PRIMARY KEY, note VARCHAR(60))'],
    asks: ({ a, b }) => [
      ['INSERT INTO t (id, note) VALUES (?, ?)', [a, 'one']],
      ['INSERT INTO t (id, note) VALUES (?, ?)', [b, 'two']],
      ['SELECT note FROM t ORDER BY id'],
    ],
    recorded: { a: '1aaaaaaa-1111-4111-8111-1aaaaaaaaaaa', b: '2bbbbbbb-2222-4222-8222-2bbbbbbbbbbb' },
    live: { a: '1daaaaaa-1111-4111-8111-9aaaaaaaaaaa', b: '2ebbbbbb-2222-4222-8222-8bbbbbbbbbbb' },
    last: 'missed',
  },
  {
    what: 'bytes that are no text',
    setup: ['CREATE TABLE t (id CHAR(36) PRIMARY KEY, raw BINARY(16), note VARCHAR(60))'],
    asks: ({ a, raw }) => [
      ['INSERT INTO t (id, raw) VALUES (?, ?)', [a, raw]],
      ['UPDATE t SET note = raw WHERE id = ?', [a]],
    ],
    last: 'missed',
  },
  {
    what: 'bytes within longer ones',
    setup: ['CREATE TABLE t (id CHAR(36) PRIMARY KEY, raw BINARY(16))'],
    asks: ({ a, raw }) => [
      ['INSERT INTO t (id, raw) VALUES (?, ?)', [a, raw]],
      ["SELECT CONCAT(raw, ':', id) AS c FROM t"],
    ],
    last: 'answered',
  },
  {
    what: 'a variable that gets what no row has, where it had what a row has',
    setup: ['CREATE TABLE t (id CHAR(36) PRIMARY KEY)'],
    asks: ({ a, b }) => [
      ['INSERT INTO t (id) VALUES (?)', [a]],
      ['SET @v = ?', [b]],
    ],
    recorded: SAME,
    last: 'missed',
  },
  {
    what: 'a row that is left under the value of the run before',
    setup: ['CREATE TABLE t (id CHAR(36) PRIMARY KEY)', 'CREATE TABLE log (id CHAR(36), n INT)'],
    asks: ({ a, b }) => [
      ...[a, b]
        .slice(a === b ? 1 : 0)
        .flatMap((id): Ask[] => [
          ['TRUNCATE t'],
          ['INSERT INTO t (id) VALUES (?)', [id]],
          ...(id === a ? [['INSERT INTO log (id, n) VALUES (?, 1)', [id]] as const] : []),
        ]),
      ['SELECT id FROM log'],
    ],
    recorded: SAME,
    last: 'missed',
  },
  ...['the recorded value itself', 'another one'].flatMap((first): FreshCase[] => {
    const live = first === 'another one' ? {} : { a: one };
    const [table, other] = ['CREATE TABLE t (id CHAR(36), n INT)', 'CREATE TABLE c (t CHAR(36), n INT)'];
    const [insert, child] = ['INSERT INTO t (id, n) VALUES (?, ?)', 'INSERT INTO c (t, n) VALUES (?, ?)'];
    return [
      {
        what: `a row with ${first}, to which the next one does not refer`,
        setup: [
          'CREATE TABLE t (id CHAR(36) PRIMARY KEY, n INT)',
          `${other.slice(0, -1)}, FOREIGN KEY (t) REFERENCES t (id))`,
        ],
        asks: ({ a, b }) => [
          [insert, [a, 1]],
          [child, [b, 1]],
        ],
        ...{ recorded: SAME, live, last: 'missed' },
      },
      {
        what: `a row with ${first}, beside one elsewhere that had the same`,
        setup: [table, other],
        asks: ({ a, b }) => [[insert, [a, 1]], [child, [b, 1]], ['SELECT t, n FROM c'], ['SELECT id, n FROM t']],
        ...{ recorded: SAME, live, last: 'missed' },
      },
      {
        what: `a row with ${first}, beside one of its table that had the same`,
        setup: [table],
        asks: ({ a, b }) => [
          [insert, [a, 1]],
          [insert, [b, 2]],
          ['SELECT n FROM t ORDER BY n'],
          ['SELECT id, n FROM t'],
        ],
        ...{ recorded: SAME, live, last: 'missed' },
      },
      {
        what: `a row with ${first}, and one that was refused as the same`,
        setup: ['CREATE TABLE t (id CHAR(36) PRIMARY KEY, n INT)'],
        asks: ({ a, b }) => [
          [insert, [a, 1]],
          [insert, [b, 2]],
        ],
        ...{ recorded: SAME, live, last: 'missed' },
      },
    ];
  }),
  {
    what: 'another value, and then the recorded one in the same table',
    setup: ['CREATE TABLE t (id CHAR(36), n INT)'],
    asks: ({ a, b }) => [
      ['INSERT INTO t (id, n) VALUES (?, 1)', [a]],
      ['INSERT INTO t (id, n) VALUES (?, 2)', [b]],
      ['SELECT id FROM t'],
    ],
    ...{ recorded: SAME, live: { b: one }, last: 'missed' },
  },
  {
    what: 'a UUID as text, which an earlier run has said so, and this one as bytes before',
    setup: ['CREATE TABLE t (id BINARY(16) PRIMARY KEY)', 'CREATE TABLE log (id CHAR(36))'],
    asks: ({ a, b }) => [
      ['TRUNCATE log'],
      ...(a === b ? [] : [['INSERT INTO log (id) VALUES (?)', [a]] as const, ['TRUNCATE log'] as const]),
      ['INSERT INTO t (id) VALUES (?)', [Buffer.from(b.replaceAll('-', ''), 'hex')]],
      ['INSERT INTO log (id) VALUES (?)', [b]],
      ['SELECT id FROM log'],
    ],
    ...{ recorded: SAME, last: 'answered' },
  },
  ...['any', 'token'].map((kind): FreshCase => {
    const insert = (id: string, n: number) => [`INSERT INTO t (id, n) VALUES ('${id}', ${n})`] as const;
    const [one, two] = [hex('3f'), hex('5a')];
    return {
      what: `a rule of the kind ${kind} for what is only read, one value of which stands for two rows`,
      setup: ['CREATE TABLE t (id VARCHAR(60) PRIMARY KEY, n INT)'],
      asks: ({ a, b }) => [
        insert(one, 1),
        insert(two, 2),
        ['SELECT n FROM t WHERE id = ?', [a]],
        ['SELECT id, n FROM t WHERE id = ?', [b]],
      ],
      recorded: { a: one, b: two },
      live: { a: one, b: one },
      volatile: [{ kind: kind as 'any', statement: 'where id =', positions: [1], in: 'anywhere' }],
      last: 'missed',
    };
  }),
  ...[true, false].flatMap((hasAccount): FreshCase[] => {
    const known = hasAccount ? 'that the recorder asked for' : 'of the recording';
    const checked = (check: string) =>
      `CREATE TABLE t (id CHAR(36) PRIMARY KEY, code VARCHAR(60), starts DATETIME, ends DATETIME, CHECK (${check}))`;
    const made = (check: string) => (hasAccount ? [] : ([['DROP TABLE t'], [checked(check)]] as const));
    const insert = 'INSERT INTO t (id, code) VALUES (?, ?)';
    return [
      {
        what: `a CHECK ${known} that lets a value pass by its letters`,
        setup: [checked("code REGEXP '^[0-7]'")],
        asks: ({ a, code }) => [...made("code REGEXP '^[0-7]'"), [insert, [a, code]]],
        live: { code: hex('9f') },
        hasAccount,
        last: 'missed',
      },
      {
        what: `a CHECK ${known} that refused a value by its letters`,
        setup: [checked("code LIKE '9%'")],
        asks: ({ a, code }) => [...made("code LIKE '9%'"), [insert, [a, code]]],
        live: { code: hex('9f') },
        hasAccount,
        last: 'missed',
      },
      {
        what: `CHECKs ${known} that say the same of both`,
        setup: [checked("id REGEXP '^[0-9a-f-]{36}$' AND CHAR_LENGTH(code) > 9 AND ends >= starts")],
        asks: ({ a, code, early, late }) => [
          ...made("id REGEXP '^[0-9a-f-]{36}$' AND CHAR_LENGTH(code) > 9 AND ends >= starts"),
          [
            'INSERT INTO t (id, code, starts, ends) VALUES (?, ?, ?, ?)',
            [a, code, at(Date.parse(`${early}Z`) - 9000), late],
          ],
        ],
        hasAccount,
        last: 'answered',
      },
      {
        what: `a CHECK ${known} of which time is the later one`,
        setup: [checked('ends >= starts')],
        asks: ({ a, early, late }) => [
          ...made('ends >= starts'),
          ['INSERT INTO t (id, starts, ends) VALUES (?, ?, ?)', [a, late, early]],
        ],
        hasAccount,
        last: 'missed',
      },
    ];
  }),
  {
    what: 'a view that nobody told of, which computes',
    setup: [TIMES, 'CREATE VIEW v AS SELECT id, CRC32(id) AS sum, note FROM t'],
    asks: ({ a, late }) => [
      ['INSERT INTO t (id, made, note) VALUES (?, ?, ?)', [a, late, 'one']],
      ['SELECT sum FROM v WHERE id = ?', [a]],
    ],
    hasAccount: false,
    last: 'missed',
  },
  {
    what: 'the same of all rows, behind one that shows what it is',
    setup: [TIMES, 'CREATE VIEW v AS SELECT id, LEFT(id, 4) AS start, note FROM t'],
    asks: ({ a, late }) => [
      ['INSERT INTO t (id, made, note) VALUES (?, ?, ?)', [a, late, 'one']],
      ['SELECT id, note FROM v'],
      ["SELECT start FROM v WHERE note = 'one'"],
    ],
    hasAccount: false,
    last: 'missed',
  },
  {
    what: 'what such a view shows as it was stored',
    setup: [TIMES, 'CREATE VIEW v AS SELECT id, CRC32(id) AS sum, made, note FROM t'],
    asks: ({ a, late }) => [
      ['INSERT INTO t (id, made, note) VALUES (?, ?, ?)', [a, late, 'one']],
      ['SELECT id, made, note FROM v WHERE id = ?', [a]],
    ],
    hasAccount: false,
    last: 'answered',
  },
  {
    what: 'a table that was filled before, beside fresh values elsewhere',
    setup: [TIMES, 'CREATE TABLE k (n INT, name VARCHAR(20))', "INSERT INTO k VALUES (4711, 'Berlin')"],
    asks: ({ a, late }) => [
      ['INSERT INTO t (id, made, note) VALUES (?, ?, ?)', [a, late, 'one']],
      ['SELECT name, n FROM k'],
    ],
    hasAccount: false,
    last: 'answered',
  },
  {
    what: 'a row of a table of which nothing is told, whose key refers to a row that is not there',
    setup: [TIMES, 'CREATE TABLE c (id CHAR(36) PRIMARY KEY, t CHAR(36), FOREIGN KEY (t) REFERENCES t (id))'],
    asks: ({ a, b, id, late }) => [
      ['INSERT INTO t (id, made, note) VALUES (?, ?, ?)', [a, late, 'one']],
      ['INSERT INTO c (id, t) VALUES (?, ?)', [id, b]],
    ],
    recorded: SAME,
    hasAccount: false,
    last: 'missed',
  },
];
