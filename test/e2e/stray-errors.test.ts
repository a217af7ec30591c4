// A module whose timers and forgotten promises fail: it is told, and neither the command nor a connection ends.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { expect, onTestFinished, test } from 'vitest';
import { startMock, temporaryFolder } from './mock-process.ts';

test('errors that nobody waits for end nothing', async () => {
  const file = join(temporaryFolder(), 'stray.mjs');
  writeFileSync(
    file,
    `export default {
      onQuery(statement) {
        if (statement === 'timer') setTimeout(() => { throw new Error('from a timer'); });
        if (statement === 'promise') Promise.reject(new Error('from a promise'));
        return {};
      },
    };`,
  );
  const run = await startMock(['script', file, '--port', '0']);
  const client = await createConnection({ host: '127.0.0.1', port: run.port, user: 'u', password: 'p' });
  client.on('error', () => undefined);
  onTestFinished(() => client.destroy());
  await client.query('timer');
  await client.query('promise');
  const told = () => run.output().stderr;
  await expect.poll(told).toContain('an error that nobody waits for: Error: from a timer');
  await expect.poll(told).toContain('an error that nobody waits for: Error: from a promise');
  await client.query('after');
  expect(run.child.exitCode).toBeNull();
});
