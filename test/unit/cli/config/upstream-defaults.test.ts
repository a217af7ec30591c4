// Which of MySQL's settings say what of the server. Addresses and TLS are tested with the files (option-files.test.ts).

import { expect, test } from 'vitest';
import { upstreamDefaults } from '../../../../src/cli/config/upstream-defaults.ts';

const options = (entries: Readonly<Record<string, string | null>>) =>
  new Map(Object.entries(entries).map(([name, value], at) => [name, { value, origin: `f:${at + 1}` }]));

test('each setting knows where it came from; an address that of its host', () => {
  const found = upstreamDefaults(options({ port: '1', host: 'h', user: 'u', 'ssl-ca': '/ca' }), { MYSQL_PWD: 'p' });
  expect(found).toEqual({
    upstream: { value: 'h:1', origin: 'f:2' },
    user: { value: 'u', origin: 'f:3' },
    password: { value: 'p', origin: 'MYSQL_PWD' },
    sslMode: null,
    sslCa: { value: '/ca', origin: 'f:4' },
    sslCert: null,
    sslKey: null,
  });
});

test('an option without a value and an empty variable say nothing', () => {
  const env = { MYSQL_HOST: '', MYSQL_PWD: '', MYSQL_TCP_PORT: '' };
  expect(upstreamDefaults(options({ host: null, user: null, password: null }), env)).toMatchObject({
    ...{ upstream: null, user: null, password: null },
  });
  expect(upstreamDefaults(options({ user: '', password: '' }), {})).toMatchObject({ password: { value: '' } });
});

test.each(['', '-1', '3306x', '65536', '1e3', ' 1'])('port %j is none', (port) => {
  expect(() => upstreamDefaults(options({ host: 'h', port }), {})).toThrow('is no number from 0 to 65535');
});

test.each([
  ['0', null],
  ['6', null],
  ['1', 'DISABLED'],
  ['5', 'VERIFY_IDENTITY'],
  [null, null],
  ['', null],
  ['1.5', null],
])('ssl-mode %j is %s', (mode, expected) => {
  const read = () => upstreamDefaults(options({ 'ssl-mode': mode }), {}).sslMode?.value;
  if (expected === null) expect(read).toThrow('is none of DISABLED');
  else expect(read()).toBe(expected);
});

test('what the file says first of TLS by another name does not count beside ssl-mode', () => {
  expect(upstreamDefaults(options({ 'skip-ssl': null, 'ssl-mode': 'REQUIRED' }), {}).sslMode).toEqual({
    ...{ value: 'REQUIRED', origin: 'f:2' },
  });
  expect(upstreamDefaults(options({ 'ssl-verify-server-cert': 'off', ssl: 'on' }), {}).sslMode?.value).toBe('REQUIRED');
});
