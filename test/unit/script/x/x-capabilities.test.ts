import { expect, test } from 'vitest';
import { Capabilities } from '../../../../src/mysqlx/messages/messages.ts';
import { ALGORITHMS } from '../../../../src/mysqlx/session/create-packer.ts';
import { SERVER_CAPABILITIES } from '../../../../src/script/x/x-capabilities.ts';
import { anyValueOf } from '../../../../src/script/x/x-values.ts';

test('a scripted server can do what MySQL says that it can, but for TLS, which the session adds', () => {
  const { capabilities } = Capabilities.decode(SERVER_CAPABILITIES);
  expect(Object.fromEntries(capabilities.map(({ name, value }) => [name, anyValueOf(value)]))).toEqual({
    'authentication.mechanisms': ['MYSQL41', 'PLAIN', 'SHA256_MEMORY'],
    'doc.formats': 'text',
    'client.interactive': false,
    compression: { algorithm: ALGORITHMS },
    node_type: 'mysql',
    'client.pwd_expire_ok': false,
  });
});

test('what every version of Node can compress is offered', () => {
  expect(ALGORITHMS).toContain('deflate_stream');
  expect(ALGORITHMS).toContain('lz4_message');
});
