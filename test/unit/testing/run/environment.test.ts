import { expect, test } from 'vitest';
import { commandEnvironment, isContinuousIntegration } from '../../../../src/testing/run/environment.ts';

const target = { host: '127.0.0.1', port: 4000, socket: '/tmp/m.sock', mode: 'replay', urlVariables: [] } as const;

test('tells the connection in the variables that MySQL programs read, and in those that were set', () => {
  const base = { PATH: '/bin', GONE: undefined, MYSQL_HOST: 'db', MYSQL_PORT: '3306', MYSQL_PWD: 'x' };
  expect(commandEnvironment(base, target)).toEqual({
    PATH: '/bin',
    MYSQL_PWD: 'x',
    MYSQL_HOST: '127.0.0.1',
    MYSQL_PORT: '4000',
    MYSQL_TCP_PORT: '4000',
    MYSQL_UNIX_PORT: '/tmp/m.sock',
    MOCK_PORT: '4000',
    MOCK_MODE: 'replay',
  });
});

test('rewrites database URLs, in named variables too, and no others', () => {
  const url = 'mysql://app:x@db:3306/shop?a=1';
  const base = { DATABASE_URL: url, OTHER_URL: url, NAMED: url, DB_URL: 'postgres://db/x', MOCK_UPSTREAM: url };
  const env = commandEnvironment(base, { ...target, urlVariables: ['NAMED', 'UNSET'] });
  const here = 'mysql://app:x@127.0.0.1:4000/shop?a=1';
  expect(env).toMatchObject({
    DATABASE_URL: here,
    NAMED: here,
    OTHER_URL: url,
    DB_URL: base.DB_URL,
    MOCK_UPSTREAM: url,
  });
  expect(env).not.toHaveProperty('UNSET');
});

test('leaves no socket of another server where there is none of ours', () => {
  expect(commandEnvironment({ MYSQL_UNIX_PORT: '/run/m.sock' }, { ...target, socket: null })).not.toHaveProperty(
    'MYSQL_UNIX_PORT',
  );
});

test('knows CI by its variable', () => {
  expect(['true', '1', 'woodpecker'].map((CI) => isContinuousIntegration({ CI }))).toEqual([true, true, true]);
  expect([{}, { CI: '' }, { CI: 'false' }, { CI: '0' }].map(isContinuousIntegration)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
