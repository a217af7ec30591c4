import { describe, expect, test } from 'vitest';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import {
  decodeComStmtExecute,
  decodeExecuteStatementId,
  encodeComStmtExecute,
  LAST_PREPARED_STATEMENT_ID,
} from '../../../../src/mysql/packets/com-stmt-execute.ts';
import {
  decodeComStmtSendLongData,
  encodeComStmtSendLongData,
} from '../../../../src/mysql/packets/com-stmt-send-long-data.ts';
import { expectValueOrMalformed } from '../../../support/codec-properties.ts';
import { at, goldenCapabilities, goldenFrom } from '../../../support/golden.ts';

const BOUND = [1.5, 'x', null, Buffer.from([0, 255]), '2026-01-02 03:04:05.678000'];

function executes(name: string): Buffer[] {
  return goldenFrom('client', name).filter((payload) => payload[0] === 0x17);
}

function decodeValues(payload: Buffer, capabilities: bigint, parameterCount: number): unknown[] {
  const { parameters } = decodeComStmtExecute(payload, { capabilities, parameterCount });
  return parameters.map(({ value }) => {
    if (value.kind === 'null') return null;
    return value.kind === 'text' ? value.value.toString() : value.value;
  });
}

describe('COM_STMT_EXECUTE', () => {
  test.each([
    ['mysql-9.7.4/mysql2', 1],
    ['mysql-9.7.4/mariadb-connector-nodejs', 1n],
    ['mariadb-10.11.18/mysql2', 1],
    ['mariadb-10.11.18/mariadb-connector-nodejs', 1n],
  ])('%s: every kind of value', (client, one) => {
    const capabilities = goldenCapabilities(`${client}-connect`);
    const payload = at(executes(`${client}-execute-binds`), 0);
    expect(decodeValues(payload, capabilities, 6)).toEqual([one, ...BOUND]);
    const decoded = decodeComStmtExecute(payload, { capabilities, parameterCount: 6 });
    expect(encodeComStmtExecute(decoded, capabilities)).toEqual(payload);
  });

  test('a MariaDB client executes what it prepared last before it knows its id', () => {
    const payload = at(executes('mariadb-10.11.18/mariadb-connector-nodejs-execute-binds'), 0);
    expect(decodeExecuteStatementId(payload)).toBe(LAST_PREPARED_STATEMENT_ID);
  });

  test('a query attribute comes behind the parameters', () => {
    const name = 'mysql-9.7.4/raw-execute-count-flag';
    const capabilities = goldenCapabilities(name);
    const payload = at(executes(name), 0);
    const decoded = decodeComStmtExecute(payload, { capabilities, parameterCount: 1 });
    expect(decoded.parameters.map(({ name: label }) => label?.toString())).toEqual(['', 'color']);
    expect(decodeValues(payload, capabilities, 1)).toEqual([200n, 'red']);
    expect(encodeComStmtExecute(decoded, capabilities)).toEqual(payload);
  });

  test('with QUERY_ATTRIBUTES the count is there though the flag is not set', () => {
    const name = 'mysql-9.7.4/raw-execute-no-flag';
    const capabilities = goldenCapabilities(name);
    const payload = at(executes(name), 0);
    const decoded = decodeComStmtExecute(payload, { capabilities, parameterCount: 1 });
    expect(decodeValues(payload, capabilities, 1)).toEqual([200n]);
    expect(encodeComStmtExecute(decoded, capabilities)).toEqual(payload);
  });

  test.each(['mysql-9.7.4', 'mariadb-10.11.18'])('%s: long data is in no list of values', (server) => {
    const client = goldenFrom('client', `${server}/raw-long-data`);
    const capabilities = goldenCapabilities(`${server}/raw-long-data`);
    const pieces = client.filter((payload) => payload[0] === 0x18).map((payload) => decodeComStmtSendLongData(payload));
    expect(pieces.map((piece) => encodeComStmtSendLongData(piece))).toEqual(client.slice(-3, -1));
    expect(pieces.map(({ parameter, data }) => [parameter, data.toString()])).toEqual([
      [0, 'long '],
      [0, 'data'],
    ]);
    const longData = new Map([[0, Buffer.concat(pieces.map(({ data }) => data))]]);
    const payload = at(client, -1);
    const decoded = decodeComStmtExecute(payload, { capabilities, parameterCount: 2, longData });
    expect(decoded.parameters).toMatchObject([
      { value: { kind: 'text', value: Buffer.from('long data') }, isLongData: true },
      { value: { kind: 'int', value: -1n }, isLongData: false },
    ]);
    expect(encodeComStmtExecute(decoded, capabilities)).toEqual(payload);
  });

  test('types are remembered for a client that does not send them again', () => {
    const first = decodeComStmtExecute(Buffer.from('1701000000000100000000010380ffffffff', 'hex'), {
      capabilities: 0n,
      parameterCount: 1,
    });
    const again = Buffer.from('170100000000010000000000ffffffff', 'hex');
    const context = { capabilities: 0n, parameterCount: 1 };
    const second = decodeComStmtExecute(again, { ...context, remembered: first.parameters });
    expect(second.parameters).toMatchObject([{ value: { kind: 'int', value: 4294967295n } }]);
    expect(second.hasTypes).toBe(false);
    expect(encodeComStmtExecute(second, 0n)).toEqual(again);
    expect(() => decodeComStmtExecute(again, context)).toThrow('never sent');
  });

  test('a statement without parameters', () => {
    const payload = at(executes('mysql-9.7.4/raw-cursor'), 0);
    const decoded = decodeComStmtExecute(payload, { capabilities: 0n, parameterCount: 0 });
    expect(decoded).toEqual({ statementId: 1, flags: 1, iterationCount: 1, parameters: [], hasTypes: false });
    expect(encodeComStmtExecute(decoded, 0n)).toEqual(payload);
  });

  test('any bytes are an execute or malformed', () => {
    const header = [0x17, 1, 0, 0, 0, 8, 1, 0, 0, 0];
    for (const capabilities of [0n, Capability.QUERY_ATTRIBUTES]) {
      expectValueOrMalformed((payload) => decodeComStmtExecute(payload, { capabilities, parameterCount: 2 }), header);
    }
    expectValueOrMalformed(decodeComStmtSendLongData, [0x18]);
  });
});
