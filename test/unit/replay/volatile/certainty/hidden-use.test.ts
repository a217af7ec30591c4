import { expect, test } from 'vitest';
import type { Command } from '../../../../../src/core/command.ts';
import type { DataUse } from '../../../../../src/core/data-use.ts';
import { hiddenUse } from '../../../../../src/replay/volatile/certainty/hidden-use.ts';

const command = (sql: string) => ({ sql: Buffer.from(sql), dialect: {} }) as Command;

test('tables that a statement reaches without naming them', () => {
  const use: DataUse = {
    reads: [{ table: 'shop.items', isDefinition: true }],
    writes: [
      { table: 'shop.items', effect: 'change' },
      { table: 'shop.log', effect: 'change' },
    ],
  };
  const sql = 'INSERT INTO items (id) VALUES (1) ON DUPLICATE KEY UPDATE id = 2';
  expect(hiddenUse(command(sql), use, new Set(['items']))).toMatchObject({
    reads: new Set(['items']),
    targets: new Set(['items']),
    reached: new Set(['log']),
    events: ['insert', 'update'],
    isAdding: false,
  });
});

test.each([
  ['SELECT * FROM v', { isAll: true }],
  ['SELECT COUNT(*) FROM v', { isAll: false }],
  ['SELECT a, v.* FROM v', { isAll: true }],
  ['INSERT INTO a SELECT b FROM c', { isFilling: true, isAdding: true }],
])('%s', (sql, expected) => {
  expect(hiddenUse(command(sql), { reads: [], writes: [] }, new Set())).toMatchObject(expected);
});

test('what is called, and whether anybody knows what it does', () => {
  const reads = [{ table: '*procedure.shop.p', isDefinition: true }];
  expect(hiddenUse(command('CALL p(1)'), { reads, writes: [] }, new Set())).toMatchObject({
    calls: [['procedure', 'p']],
    isUnknown: false,
  });
  expect(hiddenUse(command('CALL `shop`.`P`(1)'), { reads: 'all', writes: 'all' }, new Set())).toMatchObject({
    calls: [['procedure', 'p']],
    isUnknown: true,
  });
});
