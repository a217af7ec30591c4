import { expect, test } from 'vitest';
import type { Command, ParameterValue } from '../../../../../src/core/command.ts';
import { pairsIn, rowsStored } from '../../../../../src/replay/volatile/carrying/constants-of.ts';
import { readValueUses } from '../../../../../src/sql/values/value-uses.ts';

const text = (value: string) => ({ kind: 'text', value: Buffer.from(value) }) as unknown as ParameterValue;
const command = (sql: string, values: readonly string[] = []) =>
  ({ name: 'COM_QUERY', sql: Buffer.from(sql), parameters: values.map(text), dialect: {} }) as unknown as Command;

test('what is not as it was recorded, by where it stands', () => {
  const [live, recorded] = [command("INSERT INTO t VALUES (1, 'b')"), command("INSERT INTO t VALUES (1, 'a')")];
  expect([...pairsIn(live, recorded)]).toEqual([[25, [{ recorded: 'a', live: 'b' }]]]);
});

test('each row that a statement stores, literals beside parameters', () => {
  const sql = "INSERT INTO t (id, note) VALUES (?, 'one'), (?, 'two')";
  const [live, recorded] = [command(sql, ['c', 'd']), command(sql, ['a', 'b'])];
  const { stored } = readValueUses(Buffer.from(sql), {});
  const rows = rowsStored(live, recorded, (start) => stored.get(start) ?? null);
  expect(rows.map((row) => Object.fromEntries(row))).toEqual([
    { id: { recorded: 'a', live: 'c' }, note: { recorded: 'one', live: 'one' } },
    { id: { recorded: 'b', live: 'd' }, note: { recorded: 'two', live: 'two' } },
  ]);
});
