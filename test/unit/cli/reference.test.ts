import { expect, test } from 'vitest';
import { completionScript, SHELLS } from '../../../src/cli/completion.ts';
import { configSchema } from '../../../src/cli/config/schema.ts';
import { cliReference, referenceProgram } from './cli-reference.ts';

test('docs/cli.md is what the program says of itself', async () => {
  await expect(cliReference()).toMatchFileSnapshot('../../../docs/cli.md');
});

test('docs/mock.config.schema.json has the options of the program', async () => {
  const schema = `${JSON.stringify(configSchema(referenceProgram()), null, 2)}\n`;
  await expect(schema).toMatchFileSnapshot('../../../docs/mock.config.schema.json');
});

test.each(SHELLS)('completion for %s knows commands and options', (shell) => {
  const script = completionScript(referenceProgram(), shell);
  for (const word of ['record', 'replay', 'redact', 'fail-on-unused']) expect(script).toContain(word);
});
