import { expect, test } from 'vitest';
import { cliReference } from './cli-reference.ts';

test('docs/cli.md is what the program says of itself', async () => {
  await expect(cliReference()).toMatchFileSnapshot('../../../docs/cli.md');
});
