// Where options came from, as --verbose tells it.

import { Command } from 'commander';
import { afterEach, expect, test, vi } from 'vitest';
import { originLines } from '../../../../src/cli/config/origins.ts';
import { addOptions, flag, list, negation, text } from '../../../../src/cli/definitions/row.ts';
import { addressOptions } from '../../../../src/cli/definitions/upstream.ts';

afterEach(() => vi.unstubAllEnvs());

function parsed(words: readonly string[]): Command {
  const command = addOptions(new Command('x'), {
    ...addressOptions('a server'),
    strict: negation('--no-strict', 'x'),
    name: list('--name <name>', 'x'),
    bind: text('--bind <address>', 'x', { default: '127.0.0.1' }),
    verbose: flag('--verbose', 'x'),
  });
  return command.parse([...words], { from: 'user' });
}

test('of defaults and of --verbose itself nothing is said', () => {
  vi.stubEnv('MOCK_UPSTREAM', undefined);
  expect(originLines(parsed(['--verbose']), new Map())).toEqual([]);
});

test('the command line, a variable and a file are told apart', () => {
  vi.stubEnv('MOCK_UPSTREAM', 'db:1');
  const command = parsed(['--no-strict', '--name', 'a', '--name', 'b']);
  command.setOptionValueWithSource('bind', '::1', 'config');
  expect(originLines(command, new Map([['bind', 'mock.config.json:2:3']])).sort()).toEqual([
    '--bind ::1 (mock.config.json:2:3)',
    '--name a b (the command line)',
    '--strict false (the command line)',
    '--upstream db:1 (MOCK_UPSTREAM)',
  ]);
});

test('no password is shown, neither in an address nor of a file', () => {
  const command = parsed(['--upstream', 'mysql://me:se:cret@db:1/x']);
  const lines = originLines(command, new Map([['upstreamPassword', '/etc/my.cnf:3']]));
  expect(lines).toEqual(['--upstream mysql://me:***@db:1/x (the command line)', 'password (/etc/my.cnf:3)']);
});

test('nor one with a sign in it that ends it elsewhere', () => {
  const [line = ''] = originLines(parsed(['--upstream', 'mysql://me:p@ss@db:1']), new Map());
  expect(line).not.toContain('ss@');
});
