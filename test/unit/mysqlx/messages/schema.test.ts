import { expect, test } from 'vitest';
import { xSchema } from './x-schema.ts';

test('src/mysqlx/messages/schema.ts is what proto/ says', async () => {
  await expect(xSchema()).toMatchFileSnapshot('../../../../src/mysqlx/messages/schema.ts');
});
