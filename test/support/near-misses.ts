// Programs with fresh values, and what is nearly each of them: values of other rows, crossed, only read, never stored, look-alikes.

import { createHash, randomBytes, randomUUID } from 'node:crypto';

export type Value = string | number | Buffer;
export type Values = Readonly<Record<string, Value>>;

export interface Ask<Bound> {
  readonly sql: string;
  readonly values: readonly Bound[];
}

export interface Program {
  readonly table: string;
  /** What else the server keeps: views, triggers, and the like. */
  readonly kept?: readonly string[];
  /** By the names of the values that are bound: `id0`. */
  readonly asks: readonly Ask<string>[];
  /** Values of one run; names end in a number. */
  readonly make: () => Values;
  /** The beginnings of names whose values are the same at every run. */
  readonly ordinary: readonly string[];
}

export const ROWS = [0, 1, 2];
/** One more that is stored later, and one that never is. */
const ALL = [...ROWS, 3, 4];

const people: Program = {
  table:
    'CREATE TABLE people (id VARCHAR(80) PRIMARY KEY, email VARCHAR(80) UNIQUE, token VARCHAR(80), note VARCHAR(80))',
  asks: [
    { sql: 'TRUNCATE people', values: [] },
    ...ROWS.map((n) => ({
      sql: 'INSERT INTO people (id, email, token, note) VALUES (?, ?, ?, ?)',
      values: [`id${n}`, `email${n}`, `token${n}`, `note${n}`],
    })),
    ...ROWS.flatMap((n) => [
      { sql: 'SELECT email, note FROM people WHERE id = ?', values: [`id${n}`] },
      { sql: 'SELECT id FROM people WHERE token = ? AND email = ?', values: [`token${n}`, `email${n}`] },
    ]),
    { sql: 'UPDATE people SET token = ? WHERE id = ?', values: ['token3', 'id0'] },
    { sql: 'SELECT id FROM people WHERE token = ?', values: ['token3'] },
    { sql: 'SELECT id FROM people WHERE token = ?', values: ['token0'] },
    { sql: 'SELECT COUNT(*) AS n FROM people WHERE id IN (?, ?)', values: ['id0', 'id1'] },
    { sql: 'DELETE FROM people WHERE id = ?', values: ['id1'] },
    { sql: 'SELECT email FROM people WHERE id = ?', values: ['id1'] },
    { sql: 'SELECT COUNT(*) AS n FROM people', values: [] },
  ],
  ordinary: ['note'],
  make: () =>
    named((n) => ({
      id: randomUUID(),
      email: `${['ada', 'bea', 'carl', 'dora', 'eve'][n]}-${randomBytes(16).toString('hex')}@example.com`,
      token: randomBytes(24).toString('base64url'),
      note: `sixteen letter ${n}`,
    })),
};

const HASH = randomBytes(8).toString('hex');

/** Documents, bytes, times, and what the server puts together of them. */
const documents: Program = {
  table:
    'CREATE TABLE docs (id BINARY(16) PRIMARY KEY, doc JSON, token VARBINARY(80) UNIQUE, made DATETIME(3), ms BIGINT, hash VARCHAR(80))',
  asks: [
    { sql: 'TRUNCATE docs', values: [] },
    { sql: 'SELECT COUNT(*) AS n FROM docs WHERE token = ?', values: ['token0'] },
    {
      sql: `INSERT INTO docs (id, doc, token, made, ms, hash) VALUES ${ROWS.slice(1).map(() => '(?, ?, ?, ?, ?, ?)')}`,
      values: ROWS.slice(1).flatMap((n) => [`bin${n}`, `doc${n}`, `token${n}`, `at${n}`, `ms${n}`, `hash${n}`]),
    },
    {
      sql: 'INSERT INTO docs (id, doc, token, made, ms, hash) VALUES (?, ?, ?, ?, ?, ?)',
      values: ['bin0', 'doc0', 'token0', 'at0', 'ms0', 'hash0'],
    },
    ...ROWS.flatMap((n) => [
      { sql: 'SELECT HEX(id) AS id, doc, made, ms FROM docs WHERE id = ?', values: [`bin${n}`] },
      {
        sql: "SELECT doc->>'$.token' AS t, JSON_OBJECT('m', ms, 'h', hash) AS o FROM docs WHERE token = ?",
        values: [`token${n}`],
      },
      {
        sql: 'SELECT CONCAT(hash, "/", made) AS c FROM docs WHERE hash = ?',
        values: [`hash${n}`],
      },
    ]),
    {
      sql: 'INSERT INTO docs (id, doc, token, made, ms, hash) VALUES (?, ?, ?, ?, ?, ?)',
      values: ['bin3', 'doc3', 'token1', 'at3', 'ms3', 'hash3'],
    },
    {
      sql: "UPDATE docs SET doc = JSON_SET(doc, '$.token', ?), ms = ? WHERE id = ?",
      values: ['token3', 'ms3', 'bin1'],
    },
    { sql: 'SELECT doc, ms FROM docs WHERE id = ?', values: ['bin1'] },
    { sql: "SELECT id FROM docs WHERE JSON_EXTRACT(doc, '$.token') = ?", values: ['token3'] },
    {
      sql: "SELECT GROUP_CONCAT(CONCAT(token, ':', hash) ORDER BY JSON_EXTRACT(doc, '$.n')) AS g FROM docs",
      values: [],
    },
    { sql: 'DELETE FROM docs WHERE token = ?', values: ['token2'] },
    { sql: 'SELECT hash FROM docs WHERE id = ?', values: ['bin2'] },
    { sql: 'SELECT COUNT(*) AS n FROM docs WHERE token IN (?, ?, ?)', values: ['token0', 'token1', 'token2'] },
  ],
  ordinary: [],
  make: () =>
    named((n) => {
      const [id, token] = [randomUUID(), randomBytes(20).toString('hex')];
      const now = Date.now() - n * 7;
      const at = new Date(now).toISOString();
      return {
        bin: Buffer.from(id.replaceAll('-', ''), 'hex'),
        doc: `{"token":"${token}","n":${n},"of":"${id}","at":"${at}","ms":${now}}`,
        token,
        at: at.slice(0, 23).replace('T', ' '),
        ms: now,
        hash: `sha256:${createHash('sha256').update(`${HASH}${token}`).digest('hex')}`,
      };
    }),
};

export const PROGRAMS: Readonly<Record<string, Program>> = { people, documents };

export function named(make: (n: number) => Readonly<Record<string, Value>>): Values {
  return Object.fromEntries(ALL.flatMap((n) => Object.entries(make(n)).map(([kind, value]) => [`${kind}${n}`, value])));
}

/** Values of another run, with the ordinary ones of the recorded. */
export function valuesOf({ make, ordinary }: Program, recorded: Values): Values {
  const kept = Object.entries(recorded).filter(([name]) => ordinary.includes(name.replace(/\d+$/, '')));
  return { ...make(), ...Object.fromEntries(kept) };
}

export function asksOf({ asks }: Program, values: Values): Ask<Value>[] {
  return asks.map((ask) => ({ sql: ask.sql, values: ask.values.map((name) => values[name] ?? '') }));
}

/** One or two changes. @param recorded values of the recorded run, which are no live ones */
export function changed(program: Program, seed: number, live: Values, recorded: Values): readonly Ask<Value>[] {
  const pick = random(seed);
  const asks = asksOf(program, live).map(({ sql, values }) => ({ sql, values: [...values] }));
  const names = Object.keys(live);
  for (let change = 0; change <= seed % 2; change++) {
    const at = 1 + pick(asks.length - 1);
    const ask = asks[at];
    if (ask === undefined) continue;
    const place = pick(Math.max(1, ask.values.length));
    const name = names[pick(names.length)] ?? '';
    const kind = program.asks[at]?.values[place]?.replace(/\d+$/, '') ?? '';
    const alike = `${kind}${pick(ALL.length)}`;
    switch (pick(7)) {
      case 0: // of any kind, of another row, or never stored
        if (ask.values.length > 0) ask.values[place] = live[name] ?? '';
        break;
      case 1: // of the same kind: another row's, or never stored
        if (ask.values.length > 0) ask.values[place] = live[alike] ?? '';
        break;
      case 2: // what only the recorded run had
        if (ask.values.length > 0) ask.values[place] = recorded[alike] ?? recorded[name] ?? '';
        break;
      case 3: // two crossed
        ask.values.reverse();
        break;
      case 4: // left out
        asks.splice(at, 1);
        break;
      case 5: // a look-alike of the same length
        if (ask.values.length > 0) ask.values[place] = lookAlike(ask.values[place] ?? '', pick);
        break;
      default: // asked earlier
        asks.splice(1 + pick(at), 0, ...asks.splice(at, 1));
    }
  }
  return asks;
}

/** The value with one letter or digit changed, or in capitals, or cut short. */
function lookAlike(value: Value, pick: (below: number) => number): Value {
  if (typeof value === 'number') return value + 1 + pick(3);
  if (typeof value !== 'string') {
    const bytes = Buffer.from(value);
    bytes[pick(bytes.length)] = pick(256);
    return bytes;
  }
  switch (pick(4)) {
    case 0:
      return value.toUpperCase();
    case 1:
      // a column of times fills it up again
      return /^\d{4}-/.test(value) ? value.replace('.', '.0').slice(0, -1) : value.slice(0, -1);
    default: {
      const at = pick(value.length);
      return value.slice(0, at) + value.slice(at).replace(/[0-9a-z]/i, (one) => (one === '7' ? '4' : '7'));
    }
  }
}

function random(seed: number): (below: number) => number {
  let state = seed * 7919 + 17;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor(state / 65_536) % below;
  };
}
