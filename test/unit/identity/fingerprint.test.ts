import { describe, expect, test } from 'vitest';
import type { ParameterValue } from '../../../src/core/command.ts';
import { type FingerprintInput, fingerprintOf } from '../../../src/identity/fingerprint.ts';
import fc from '../../support/property.ts';

const QUERY = 0x03;
const EXECUTE = 0x17;

function command(code: number, facts: Partial<FingerprintInput> = {}): FingerprintInput {
  return { code, payload: Buffer.from([code]), sql: null, parameters: null, statement: null, database: 'd', ...facts };
}
const query = (sql: string, database = 'd') =>
  fingerprintOf(command(QUERY, { sql: Buffer.from(sql, 'latin1'), database }));
const execute = (...parameters: ParameterValue[]) =>
  fingerprintOf(command(EXECUTE, { sql: Buffer.from('SELECT ?'), parameters }));

test('a fingerprint is 32 hexadecimal digits, and the same in every version of Node', () => {
  expect(query('SELECT 1')).toMatch(/^[0-9a-f]{32}$/);
  expect(query('SELECT 1')).toMatchInlineSnapshot(`"8cff3f686ed7803fe2d1cfbb31b2092b"`);
});

test.each([0x01, 0x0e, 0x11, 0x18, 0x19, 0x1a, 0x1f])('command %i is housekeeping and has none', (code) => {
  expect(fingerprintOf(command(code))).toBeNull();
});

describe('what counts', () => {
  test('the kind of command, the statement and the database', () => {
    const sql = Buffer.from('SELECT 1');
    const all = [
      query('SELECT 1'),
      query('SELECT 2'),
      query('SELECT 1', 'e'),
      fingerprintOf(command(0x16, { sql })),
      fingerprintOf(command(EXECUTE, { sql })),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  test('the payload of a command without a statement, but not its database', () => {
    const init = (name: string, database: string) =>
      fingerprintOf(command(0x02, { payload: Buffer.from(`\x02${name}`), database }));
    expect(init('a', 'x')).toBe(init('a', 'y'));
    expect(init('a', 'x')).not.toBe(init('b', 'x'));
  });

  test('the kind and value of each parameter', () => {
    const text = Buffer.from('1');
    const all = [
      execute(),
      execute({ kind: 'null' }),
      execute({ kind: 'null' }, { kind: 'null' }),
      execute({ kind: 'int', value: 1n }),
      execute({ kind: 'int', value: -1n }),
      execute({ kind: 'int', value: 18446744073709551615n }),
      execute({ kind: 'float', value: 1 }),
      execute({ kind: 'double', value: 1 }),
      execute({ kind: 'double', value: 0 }),
      execute({ kind: 'double', value: -0 }),
      execute({ kind: 'decimal', value: '1' }),
      execute({ kind: 'text', value: text }),
      execute({ kind: 'blob', value: text }),
      execute({ kind: 'temporal', value: '1' }),
      execute({ kind: 'text', value: text }, { kind: 'text', value: Buffer.alloc(0) }),
      execute({ kind: 'text', value: Buffer.alloc(0) }, { kind: 'text', value: text }),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  test('a cursor, but no statement id', () => {
    const sql = Buffer.from('SELECT 1');
    const of = (id: number, flags: number) =>
      fingerprintOf(command(EXECUTE, { sql, parameters: [], payload: Buffer.from([EXECUTE, id, 0, 0, 0, flags]) }));
    expect(of(1, 0)).toBe(of(2, 8));
    expect(of(1, 0)).not.toBe(of(1, 1));
  });
});

test('the secret of a statement does not count', () => {
  expect(query("SET PASSWORD = 'a'")).toBe(query("SET PASSWORD  =  '***'"));
});

test('every byte of a literal counts', () => {
  const literal = fc.string({
    unit: fc.constantFrom('a', ' ', '-', '#', '/', '*', ';', ',', '\n', '\xe9'),
    minLength: 1,
  });
  fc.assert(
    fc.property(literal, fc.nat(), (text, seed) => {
      const at = seed % text.length;
      const other = `${text.slice(0, at)}b${text.slice(at + 1)}`;
      expect(query(`UPDATE t SET a = '${text}' WHERE  b`)).not.toBe(query(`UPDATE t SET a = '${other}' WHERE  b`));
    }),
  );
});

test('any bytes have a fingerprint', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(fingerprintOf(command(QUERY, { sql: Buffer.from(bytes) }))).toMatch(/^[0-9a-f]{32}$/);
    }),
  );
});

test('a streamed statement follows the same rules', () => {
  const long = `INSERT INTO t VALUES ${'(1, 2), '.repeat(20_000)}(3, 4)`;
  expect(query(long)).toBe(query(` ${long.replaceAll('), (', ') ,\n(')} ;`));
  expect(query(long)).not.toBe(query(long.replace('(3, 4)', '(3, 5)')));
});
