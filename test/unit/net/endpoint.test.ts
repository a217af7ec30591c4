import { describe, expect, test } from 'vitest';
import { describeEndpoint, type Endpoint, parseEndpoint, parseEndpointUrl } from '../../../src/net/endpoint.ts';
import fc from '../../support/property.ts';

describe('parseEndpoint', () => {
  test.each<[string, Endpoint]>([
    ['db:3307', { kind: 'tcp', host: 'db', port: 3307 }],
    ['db', { kind: 'tcp', host: 'db', port: 3306 }],
    ['127.0.0.1:0', { kind: 'tcp', host: '127.0.0.1', port: 0 }],
    ['[::1]:3307', { kind: 'tcp', host: '::1', port: 3307 }],
    ['[::1]', { kind: 'tcp', host: '::1', port: 3306 }],
    ['::1', { kind: 'tcp', host: '::1', port: 3306 }],
    ['unix:/run/mysqld.sock', { kind: 'unix', path: '/run/mysqld.sock' }],
    ['unix:here.sock', { kind: 'unix', path: 'here.sock' }],
    ['/run/mysqld.sock', { kind: 'unix', path: '/run/mysqld.sock' }],
    ['mysql://db', { kind: 'tcp', host: 'db', port: 3306 }],
    ['mysql://root@[::1]:3307/shop', { kind: 'tcp', host: '::1', port: 3307 }],
    ['root@db:3307', { kind: 'tcp', host: 'db', port: 3307 }],
    ['root@[::1]', { kind: 'tcp', host: '::1', port: 3306 }],
    ['mariadb://root@localhost/shop?socket=/run/my.sock', { kind: 'unix', path: '/run/my.sock' }],
  ])('reads %s', (text, expected) => {
    expect(parseEndpoint(text, 3306)).toEqual(expected);
  });

  test.each([
    ['', '"" is no address: expected host:port'],
    ['db:', '"db:" is no address: expected host:port'],
    ['3307', '"3307" is no address: expected host:port'],
    ['db:70000', 'port 70000 is out of range, expected 0 to 65535'],
    ['[db]:3306', 'db is no IPv6 address'],
    ['a:b:c', '"a:b:c" is no address'],
    ['unix:', 'expected the path of a Unix socket'],
    ['mysql://', '"mysql://" is no address'],
    ['mysql://db:99999', '"mysql://db:99999" is no address'],
    ['http://db:80', '"http://db:80" is no address'],
    ['mysql://a%zz@db', 'a % must be followed by two hexadecimal digits'],
  ])('refuses %s and says what it expects', (text, message) => {
    expect(() => parseEndpoint(text, 3306)).toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(() => parseEndpoint(text, 3306)).toThrow(message);
  });

  test.each(['mysql://', 'jdbc:mysql://', ''])('keeps a password behind "%s" out of its message', (scheme) => {
    expect(() => parseEndpoint(`${scheme}root:hunter2@db:port`, 3306)).toThrow(
      `"${scheme}root:***@db:port" is no address`,
    );
  });

  test('reads back what describeEndpoint wrote', () => {
    const tcp = fc.record({
      kind: fc.constant('tcp' as const),
      host: fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6()),
      port: fc.integer({ min: 0, max: 65535 }),
    });
    const unix = fc.record({ kind: fc.constant('unix' as const), path: fc.stringMatching(/^\/[^\0]+$/) });
    fc.assert(
      fc.property(fc.oneof(tcp, unix), (endpoint) => {
        expect(parseEndpoint(describeEndpoint(endpoint), 3306)).toEqual(endpoint);
      }),
    );
  });
});

test('parseEndpointUrl gives all that a URL says', () => {
  expect(parseEndpointUrl('mysql://app%40x:s%3Acret@db:3307/my%20shop?ssl=1&x=y', 3306)).toEqual({
    endpoint: { kind: 'tcp', host: 'db', port: 3307 },
    user: 'app@x',
    password: 's:cret',
    database: 'my shop',
    parameters: { ssl: '1', x: 'y' },
  });
});

test('parseEndpointUrl reads a URL without its scheme', () => {
  const { endpoint, user, password, database } = parseEndpointUrl('app%40x:s%3Acret@db:3307/shop', 3306);
  expect([endpoint, user, password, database]).toEqual([
    { kind: 'tcp', host: 'db', port: 3307 },
    'app@x',
    's:cret',
    'shop',
  ]);
});

test('parseEndpointUrl gives nulls for what a plain address does not say', () => {
  expect(parseEndpointUrl('db:3307', 3306)).toEqual({
    endpoint: { kind: 'tcp', host: 'db', port: 3307 },
    user: null,
    password: null,
    database: null,
    parameters: {},
  });
});
