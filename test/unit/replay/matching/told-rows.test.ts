// Which commands may be told another number of rows, and what they are told then.
import { expect, test } from 'vitest';
import { CommandCode } from '../../../../src/mysql/constants/commands.ts';
import { decodeOk, encodeOk } from '../../../../src/mysql/packets/ok.ts';
import { mayTellRows, toldRows } from '../../../../src/replay/matching/told-rows.ts';

const command = (sql: string, code: number = CommandCode.COM_QUERY) =>
  ({ code, sql: Buffer.from(sql), dialect: {} }) as never;
const query = { isRead: false } as never;

test('a DELETE may, and nothing else', () => {
  expect(mayTellRows(command('DELETE FROM t WHERE id = 5'), query)).toMatchObject({ isCounted: true });
  for (const one of [command('UPDATE t SET n = 1'), command('DELETE FROM t', CommandCode.COM_STMT_PREPARE)]) {
    expect(mayTellRows(one, query)).toBe(query);
  }
});

test('the number stands in the answer for the recorded one', () => {
  const ok = {
    header: 0,
    affectedRows: 0n,
    lastInsertId: 0n,
    status: 2,
    warnings: 0,
    info: null,
    trailing: Buffer.alloc(0),
  };
  const payload = encodeOk(ok as never, 0x200n);
  const whole = Buffer.concat([Buffer.of(payload.length, 0, 0, 1), payload]);
  const reader = { response: () => ({ outcome: 'ok', affectedRows: 0n, whole, encoding: 0x200n }) } as never;
  const match = (rows?: number) => ({ kind: 'played', exchange: { responseId: 1 }, rows }) as never;
  expect([toldRows(match(), reader), toldRows(match(0), reader)]).toEqual([null, null]);
  const told = toldRows(match(300), reader)?.whole?.subarray(4) ?? Buffer.alloc(0);
  expect(decodeOk(told, 0x200n)).toMatchObject({ affectedRows: 300n, status: 2 });
});
