// What MySQL's own settings give to a command, and what they may not take from it.

import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { applyDefaults } from '../../../../src/cli/config/apply-defaults.ts';
import type { Origins } from '../../../../src/cli/config/origins.ts';
import { addOptions } from '../../../../src/cli/definitions/row.ts';
import { upstreamOptions } from '../../../../src/cli/definitions/upstream.ts';
import { temporaryFile } from '../../../support/edited-recording.ts';

function applied(words: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const file = temporaryFile('my.cnf');
  writeFileSync(file, '[client]\nhost=db\nuser=me\npassword=secret\nssl-mode=REQUIRED', { mode: 0o600 });
  const command = addOptions(new Command('x'), upstreamOptions('a server'));
  command.parse(['--defaults-file', file, ...words], { from: 'user' });
  const origins: Origins = new Map();
  applyDefaults(command, env, origins, () => undefined);
  const at = (line: number) => `${file}:${line}`;
  return { options: command.opts(), origins, at };
}

test('an option file gives what nothing nearer does, and where it did is remembered', () => {
  const { options, origins, at } = applied([]);
  expect(options).toMatchObject({ upstream: 'db:3306', upstreamUser: 'me', upstreamPassword: 'secret' });
  expect(options).toMatchObject({ serverSslMode: 'REQUIRED' });
  expect(Object.fromEntries(origins)).toMatchObject({ upstream: at(2), upstreamUser: at(3), serverSslMode: at(5) });
  expect(applied([], { MYSQL_PWD: 'other' }).options).toMatchObject({ upstreamPassword: 'other' });
});

test('what stands on the command line stays', () => {
  const { options, origins } = applied(['--upstream', 'mine:1', '--server-ssl-mode', 'DISABLED']);
  expect(options).toMatchObject({ upstream: 'mine:1', serverSslMode: 'DISABLED' });
  expect([...origins.keys()]).toEqual(['upstreamUser', 'upstreamPassword']);
});

test('a server that a variable names is not replaced', () => {
  expect(applied(['--upstream-env', 'DB']).options).not.toHaveProperty('upstream');
});
