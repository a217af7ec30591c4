import { expect, test } from 'vitest';
import { xSchema } from './x-schema.ts';

test('src/x/messages/schema.ts is what proto/ says', async () => {
  await expect(xSchema()).toMatchFileSnapshot('../../../../src/x/messages/schema.ts');
});
