// A recorded statement with another literal or another parameter is another statement: never answered.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Command, NO_CONTEXT, type ParameterValue } from '../../../src/core/command.ts';
import { fingerprintOf } from '../../../src/identity/fingerprint.ts';
import { Matcher } from '../../../src/replay/matching/matcher.ts';
import { startPlace } from '../../../src/replay/matching/place.ts';
import { Lexer } from '../../../src/sql/words/lexer.ts';
import { TokenKind } from '../../../src/sql/words/token.ts';
import { openRecording } from '../../../src/store/reading/reader.ts';
import fc from '../../support/property.ts';
import { create, exchange, facts, put, session } from '../store/sample.ts';

const COM_QUERY = 0x03;
const COM_STMT_EXECUTE = 0x17;
const MUTATIONS = 1000;

const texts = [
  'SELECT 1',
  "SELECT '1', 1.0, 1e0, x'31', 0x31, b'1', TRUE",
  "SELECT name, price FROM products WHERE price < 50 AND kind = 'fruit' ORDER BY id LIMIT 10",
  "SELECT a.n FROM a JOIN b USING (id) WHERE b.day BETWEEN DATE '2026-01-02' AND TIMESTAMP '2026-02-03 04:05:06'",
  "INSERT INTO t (id, name, n) VALUES (1, 'o''clock', -2.50), (2, 'back\\\\slash', 3), (3, N'é', _utf8mb4'ü')",
  'UPDATE t SET n = n + 1, name = "it\'s" WHERE id IN (7, 8, 9) /* trace 12 */',
  "DELETE FROM t WHERE name LIKE '%50!%%' ESCAPE '!' LIMIT 5 -- 99",
  "CALL p(1, 'two', @three)",
  "SELECT /*+ MAX_EXECUTION_TIME(1000) */ * FROM t WHERE /*! 9 = */ id = '0009'",
  "SET time_zone = '+02:00'",
];
const prepared = ['SELECT * FROM t WHERE id = ? AND name = ?', 'INSERT INTO t VALUES (?, ?, 5)'];
const value: fc.Arbitrary<ParameterValue> = fc.oneof(
  fc.constant({ kind: 'null' } as const),
  fc.bigInt({ min: -5n, max: 5n }).map((n) => ({ kind: 'int', value: n }) as const),
  fc.integer({ min: -5, max: 5 }).map((n) => ({ kind: 'double', value: n }) as const),
  fc.integer({ min: -5, max: 5 }).map((n) => ({ kind: 'float', value: n }) as const),
  fc.constantFrom('1', '1.0', '-5').map((n) => ({ kind: 'decimal', value: n }) as const),
  fc.constantFrom('', '1', '1.0', 'a', 'A', 'a ').map((text) => ({ kind: 'text', value: Buffer.from(text) }) as const),
  fc.constantFrom('', '1', 'a').map((text) => ({ kind: 'blob', value: Buffer.from(text) }) as const),
  fc.constantFrom('2026-01-02', '2026-01-02 00:00:00').map((time) => ({ kind: 'temporal', value: time }) as const),
);

function commandOf(sql: string, parameters: readonly ParameterValue[] | null): Command {
  const bytes = Buffer.from(sql);
  const statement = { id: 1, sql: bytes, parameterCount: 2, columnCount: 1, database: 'shop', exchange: null };
  return {
    code: parameters === null ? COM_QUERY : COM_STMT_EXECUTE,
    name: parameters === null ? 'COM_QUERY' : 'COM_STMT_EXECUTE',
    payload: parameters === null ? Buffer.concat([Buffer.of(COM_QUERY), bytes]) : Buffer.alloc(10),
    sql: bytes,
    parameters,
    statement: parameters === null ? null : statement,
    database: 'shop',
    dialect: { charset: null, noBackslashEscapes: false, ansiQuotes: false },
    state: { all: 'state', settings: 'state', isInTransaction: false, status: 2, given: new Map() },
    context: NO_CONTEXT,
  };
}

const recordedValues = fc.sample(fc.tuple(value, value), { numRuns: 40, seed: 1 });
const commands = [
  ...texts.map((sql) => commandOf(sql, null)),
  ...prepared.flatMap((sql) => recordedValues.map((values) => commandOf(sql, values))),
];
const reader = record();
const matcher = new Matcher({
  reader,
  scope: 0,
  strategy: 'any',
  exhausted: 'repeat-last',
  isSameAnswer: (a, b) => a.responseId === b.responseId,
});
afterAll(() => reader.close());

function record() {
  const folder = mkdtempSync(join(tmpdir(), 'mock-mutations-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'x.db');
  const writer = create(path);
  writer.beginSession(session());
  for (const command of commands) {
    const changes = { ...exchange(), state: 'state', fingerprint: fingerprintOf(command, command.dialect) };
    put(writer, [Buffer.from('answer')], changes, facts());
  }
  writer.close();
  return openRecording(path);
}

function isAnswered(command: Command): boolean {
  const fingerprint = fingerprintOf(command, command.dialect) ?? '';
  const facts = { isInTransaction: false, isTransactional: true, isRead: true, isSessionBound: false };
  const match = matcher.match({ fingerprint, state: 'state', place: startPlace(), repeat: 'same', ...facts });
  return match.kind === 'played';
}

const LITERALS: ReadonlySet<TokenKind> = new Set([
  TokenKind.string,
  TokenKind.binary,
  TokenKind.integer,
  TokenKind.decimal,
  TokenKind.float,
]);

function literalsOf(sql: string): readonly (readonly [start: number, end: number])[] {
  const lexer = new Lexer(Buffer.from(sql));
  const bounds: [number, number][] = [];
  while (lexer.nextSignificant() !== TokenKind.end) if (LITERALS.has(lexer.kind)) bounds.push([lexer.start, lexer.end]);
  return bounds;
}

const mutatedText = fc
  .constantFrom(...texts.flatMap((sql) => literalsOf(sql).map((bounds) => ({ sql, bounds }))))
  .chain(({ sql, bounds: [start, end] }) => {
    const bytes = Buffer.from(sql);
    const literal = bytes.toString('utf8', start, end);
    const other = fc.oneof(
      fc.bigInt({ min: -10n, max: 1n << 64n }).map(String),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.string({ maxLength: 12 }).map((text) => `'${text.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`),
      fc.constantFrom(`${literal} `, ` ${literal}`).map((text) => `'${text.replaceAll("'", "''")}'`),
      fc.constantFrom(`'${literal.replaceAll("'", "''")}'`, `${literal}0`, `0${literal}`, 'NULL', `-${literal}`),
    );
    return other
      .filter((text) => text !== literal)
      .map((text) => Buffer.concat([bytes.subarray(0, start), Buffer.from(text), bytes.subarray(end)]).toString());
  })
  .filter((sql) => !texts.includes(sql));

test('every recorded command is answered', () => {
  expect(commands.filter((command) => !isAnswered(command))).toEqual([]);
});

test('no statement with another literal is', () => {
  const property = fc.property(mutatedText, (sql) => !isAnswered(commandOf(sql, null)));
  fc.assert(property, { numRuns: MUTATIONS });
});

test('no execute with another parameter is', () => {
  const known = new Set(recordedValues.map(shown));
  const mutated = fc
    .tuple(fc.constantFrom(...prepared), fc.tuple(value, value))
    .filter(([, pair]) => !known.has(shown(pair)));
  const property = fc.property(mutated, ([sql, pair]) => !isAnswered(commandOf(sql, pair)));
  fc.assert(property, { numRuns: MUTATIONS });
});

/** Text that differs wherever two lists of parameters do. */
function shown(values: readonly ParameterValue[]): string {
  const one = (parameter: ParameterValue) => {
    if (parameter.kind === 'null') return 'null';
    const { kind, value: content } = parameter;
    if (Buffer.isBuffer(content)) return `${kind} ${content.toString('hex')}`;
    return `${kind} ${Object.is(content, -0) ? '-0' : content}`;
  };
  return values.map(one).join(', ');
}
