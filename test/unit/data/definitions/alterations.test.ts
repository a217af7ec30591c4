import { expect, test } from 'vitest';
import { addedKeys } from '../../../../src/data/definitions/alterations.ts';

test.each([
  ['ALTER TABLE `users` ADD UNIQUE `users_email_unique`(`email`)', [['email']], []],
  ['ALTER TABLE users ADD CONSTRAINT `u` UNIQUE KEY u (a(10), b DESC), ADD INDEX i (c)', [['a', 'b']], []],
  ['CREATE UNIQUE INDEX `IDX` ON `users` (`email`)', [['email']], []],
  ['ALTER TABLE users ADD PRIMARY KEY (id)', [['id']], []],
  [
    'ALTER TABLE `orders` ADD CONSTRAINT `f` FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON DELETE CASCADE ON UPDATE NO ACTION',
    [],
    [{ column: 'user_id', table: 'shop.users', referenced: 'id', isRestricting: false, isCascading: true }],
  ],
  [
    'ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES other.b (y)',
    [],
    [{ column: 'x', table: 'other.b', referenced: 'y', isRestricting: true }],
  ],
] as const)('%s', (sql, unique, references) => {
  expect(addedKeys(sql, 'shop')).toEqual({ unique, references });
});

test.each([
  'ALTER TABLE users DROP PRIMARY KEY',
  'ALTER TABLE users CHANGE id id INT AUTO_INCREMENT',
  'ALTER TABLE users ADD x INT UNIQUE',
  'ALTER TABLE users RENAME TO people',
])('%s leaves it unclear', (sql) => {
  expect(addedKeys(sql, 'shop')).toBe(null);
});
