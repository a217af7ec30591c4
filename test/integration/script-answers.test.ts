// What values of the old interpreter become on the wire, and answers and statements that are long (MySQL Router's tests
// of its routing and splicing observe these).

import { createConnection } from 'mysql2/promise';
import { describe, expect, test } from 'vitest';
import { Capability } from '../../src/mysql/constants/capabilities.ts';
import { decodeGreeting } from '../../src/mysql/packets/greeting.ts';
import { BareClient } from '../support/bare-client.ts';
import { connectTo, errorOf, startScriptText } from '../support/script.ts';
import { keysFolder } from '../support/serving.ts';

const column = (name: string, type = 'STRING') => `{ name: '${name}', type: '${type}' }`;
const answering = (result: string) => `({ stmts: function (stmt) { return { result: ${result} }; } })`;

/** The first row, every value as the text that came. */
async function firstRow(result: string): Promise<unknown> {
  const client = await connectTo(await startScriptText(answering(result)));
  const typeCast = (field: { string(): string | null }) => field.string();
  const [rows] = await client.query({ sql: 'ask', rowsAsArray: true, typeCast });
  return (rows as unknown[])[0];
}

describe('values of a row', () => {
  test.each([
    ['null', null],
    ["'text'", 'text'],
    ['1', '1'],
    ['1.5', '1.5'],
    ['1e21', '1e+21'],
    ['NaN', 'NaN'],
    ['-Infinity', '-Infinity'],
    ['true', 'true'],
    ['undefined', 'undefined'],
    ['{}', '[object Object]'],
    ['[1, 2]', '1,2'],
  ])('%s', async (value, expected) => {
    expect(await firstRow(`{ columns: [${column('a')}], rows: [[${value}]] }`)).toEqual([expected]);
  });

  test('beyond the original, NUL in a string and typed arrays are bytes', async () => {
    const columns = `[${column('a')}, ${column('b')}]`;
    const row = "['a' + String.fromCharCode(0) + 'b', new Uint8Array([65, 66])]";
    expect(await firstRow(`{ columns: ${columns}, rows: [${row}] }`)).toEqual(['a\0b', 'AB']);
  });

  test('a hole is skipped, in a row and among columns and rows', async () => {
    const columns = `[ , ${column('a')}, ${column('b')}]`;
    expect(await firstRow(`{ columns: ${columns}, rows: [ , ['x', , 'y']] }`)).toEqual(['x', 'y']);
  });
});

test('columns may be numbers of types, and a column without a name fails', async () => {
  expect(await firstRow(`{ columns: [${column('a', '253')}], rows: [['x']] }`)).toEqual(['x']);
  const client = await connectTo(await startScriptText(answering("{ columns: [{ type: 'STRING' }], rows: [] }")));
  expect(await errorOf(client.query('ask'))).toBe(
    '1064 executing statement failed: Wrong statements document structure: missing field "name"',
  );
});

test('capabilities are replaced by those of the script', async () => {
  const { PROTOCOL_41, SECURE_CONNECTION, PLUGIN_AUTH } = Capability;
  const capabilities = PROTOCOL_41 | SECURE_CONNECTION | PLUGIN_AUTH;
  const handshake = `{ greeting: { capabilities: ${capabilities}, auth_method: 'mysql_native_password' } }`;
  const server = await startScriptText(`({ handshake: ${handshake}, stmts: [] })`);
  await using client = await BareClient.connect(server, false);
  const greeting = decodeGreeting((await client.packet()).payload);
  expect(greeting.capabilities).toBe(capabilities);
  expect(greeting.authPlugin).toBe('mysql_native_password');
});

describe.each(['without TLS', 'with TLS'])('long ones, %s', (tls) => {
  const script = `({
    stmts: function (stmt) {
      if (stmt === 'select row') return table('STRING', new Array(15 * 1024 * 1024 + 1).join('a'));
      return table('LONG', stmt.length);
    },
  });
  function table(type, value) {
    return { result: { columns: [{ name: 'a', type: type }], rows: [[value]] } };
  }`.replace(/^\(/, 'var script = (');
  const isTls = tls === 'with TLS';

  async function connect() {
    const options = isTls ? { clientSslMode: 'REQUIRED' as const, dataDir: await keysFolder() } : {};
    const { host, port } = await startScriptText(`${script}\nscript`, 'long.js', options);
    const ssl = isTls ? { ssl: { rejectUnauthorized: false } } : {};
    return await createConnection({ host, port, user: 'u', password: 'p', ...ssl });
  }

  test('a row of 15 MiB', async () => {
    const client = await connect();
    const [rows] = await client.query({ sql: 'select row', rowsAsArray: true });
    const [[value] = []] = rows as string[][];
    client.destroy();
    expect(value?.length).toBe(15 * 1024 * 1024);
    expect(/^a+$/.test(value ?? '')).toBe(true);
  });

  test('a statement of 4,097 bytes', async () => {
    const client = await connect();
    const statement = `select '${'x'.repeat(4097 - 9)}'`;
    const [rows] = await client.query({ sql: statement, rowsAsArray: true });
    client.destroy();
    expect([statement.length, rows]).toEqual([4097, [[4097]]]);
  });
});
