import { expect, test } from 'vitest';
import { chosenAccount, chosenUpstream, defaultOutput, fileNameOf } from '../../../src/cli/upstream.ts';

test('the named variable is the server; one that is not set is no server at all', () => {
  expect(chosenUpstream({ upstream: 'db:1' }, {})).toBe('db:1');
  expect(chosenUpstream({}, { DB: 'other:2' })).toBeNull();
  expect(chosenUpstream({ upstream: 'db:1', upstreamEnv: 'DB' }, { DB: 'other:2' })).toBe('other:2');
  for (const env of [{}, { DB: '' }]) {
    expect(() => chosenUpstream({ upstream: 'db:1', upstreamEnv: 'DB' }, env)).toThrow(
      '--upstream-env DB: this environment variable is not set; set it or pass --upstream',
    );
  }
});

test('the URL says who logs in, each part before the option files', () => {
  const files = { upstreamUser: 'of file', upstreamPassword: 'secret' };
  expect(chosenAccount('mysql://me:pw@db:1', files)).toEqual({ user: 'me', password: 'pw' });
  expect(chosenAccount('mysql://me@db:1', files)).toEqual({ user: 'me', password: 'secret' });
  expect(chosenAccount('db:1', files)).toEqual({ user: 'of file', password: 'secret' });
  expect(chosenAccount('db:1', {})).toEqual({});
});

test('no part of a name leaves the folder of recordings', () => {
  const now = new Date('2026-01-31T10:15:00Z');
  expect(defaultOutput('../../etc/x y', now)).toBe('recordings/.._.._etc_x_y-20260131T101500Z.db');
  expect(fileNameOf({ kind: 'unix', path: '/tmp/my.sock' })).toBe('my');
});
