import { afterEach, expect, test, vi } from 'vitest';
import { runRun } from '../../../../src/cli/commands/run.ts';
import { runDefinition } from '../../../../src/cli/definitions/run.ts';

/** As typed behind `mock run`. */
async function run(...words: string[]): Promise<void> {
  const command = runDefinition(async (file, flags, rest) => {
    await runRun(file, flags, rest);
  });
  await command.parseAsync(words, { from: 'user' });
}

afterEach(() => void vi.unstubAllEnvs());

test('there is nothing to run', async () => {
  await expect(run('not/there.db')).rejects.toThrow('name it behind --');
});

test('a recording that is not there is made where there is a server, and where tests may record', async () => {
  vi.stubEnv('CI', '');
  await expect(run('not/there.db', '--no-defaults', '--', 'true')).rejects.toThrow('not/there.db');
  vi.stubEnv('CI', 'true');
  await expect(run('not/there.db', '--upstream', 'db:3306', '--', 'true')).rejects.toThrow('CI');
});
