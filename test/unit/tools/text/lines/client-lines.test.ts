// What a text says once for all clients that were alike.

import { expect, test } from 'vitest';
import type { SessionFacts } from '../../../../../src/core/recording.ts';
import { Capability } from '../../../../../src/mysql/constants/capabilities.ts';
import { withClientId } from '../../../../../src/mysqlx/codec/login-reply.ts';
import { type ClientFacts, formatClient, parseClient } from '../../../../../src/tools/text/lines/client-lines.ts';
import { Lines } from '../../../../../src/tools/text/reading/scanner.ts';
import { session } from '../../../store/sample.ts';

/** A session's facts as lines, and the lines read. */
function twice(changes: Partial<SessionFacts> = {}): { lines: string[]; read: ClientFacts } {
  const { user: _u, database: _d, scope: _s, startedAtUs: _t, ...facts } = session(changes);
  const lines = formatClient(facts);
  return { lines, read: parseClient(new Lines(lines.join('\n'))) };
}

const LINES = twice({ serverTls: { protocol: 'TLSv1.2', cipher: 'AES' } }).lines;
const edited = (from: string | RegExp, to: string) => new Lines(LINES.join('\n').replace(from, to));

test.each<[string, Partial<SessionFacts>]>([
  ['TLS on both sides', { serverTls: { protocol: 'TLSv1.2', cipher: 'AES' } }],
  ['none on either', { clientTls: null }],
  ['no capabilities', { capabilities: 0n }],
  ['a capability without a name', { capabilities: Capability.PROTOCOL_41 | (1n << 62n) }],
  ['no attributes', { attributes: {} }],
  ['any text', { attributes: { "it's": "a\n'b'", __proto__x: '' }, serverVersion: "8\u202e'" }],
  ['a refused login', { authOutcome: 'error', loginReply: Buffer.from('ff15042301', 'hex') }],
  ['the X Protocol', { protocol: 'x', greeting: Buffer.alloc(0), loginReply: withClientId(null, 0) }],
])('%s: what is read is what was written', (_what, changes) => {
  const { user: _u, database: _d, scope: _s, startedAtUs: _t, ...facts } = session(changes);
  expect(twice(changes).read).toEqual(facts);
});

test('an attribute may have the name of what every object has', () => {
  const { read } = twice({ attributes: Object.fromEntries([['__proto__', 'x']]) });
  expect(Object.entries(read.attributes)).toEqual([['__proto__', 'x']]);
});

test('what differs in every run is left out: ids of process, thread and connection', () => {
  const greeting = Buffer.concat([Buffer.of(10), Buffer.from('8.4.0\0'), Buffer.from('07010203', 'hex')]);
  const { lines, read } = twice({ attributes: { b: '2', _pid: '77', _thread: '5', a: '1' }, greeting });
  expect(lines.filter((line) => line.startsWith('attribute'))).toEqual(["attribute 'a' '1'", "attribute 'b' '2'"]);
  expect(read.greeting.subarray(-4)).toEqual(Buffer.alloc(4));
  expect(greeting.subarray(-4)).not.toEqual(Buffer.alloc(4));
  const loginReply = withClientId(null, 4711);
  expect(twice({ protocol: 'x', loginReply }).read.loginReply).toEqual(withClientId(null, 0));
});

test('a greeting that is none stays as it is', () => {
  for (const greeting of ['ff1004', '0a382e34', '0a38002a2a']) {
    expect(twice({ greeting: Buffer.from(greeting, 'hex') }).read.greeting.toString('hex')).toBe(greeting);
  }
});

test.each([
  [/^server .*/, 'sever', '1:1: expected server, found sever'],
  [/protocol classic/, 'protocol y', 'expected classic or x, found y'],
  [/capabilities \S+/, 'capabilities MAGIC', 'MAGIC is no capability'],
  [/capabilities \S+/, 'capabilities BIT_63', 'BIT_63 is no capability'],
  [/collation \d+/, 'collation 65536', 'a collation of 65535 at the most'],
  [/max_packet \d+/, 'max_packet 4294967296', 'a number of bytes of 4294967295 at the most'],
  [/attribute ('\w+').*/, 'attribute $1', 'expected a value, the line ends here'],
  [/server_tls '.*?'/, 'server_tls', 'expected a cipher, the line ends here'],
  [/ ok\n/, ' maybe\n', 'expected ok, error or aborted, found maybe'],
  [/greeting \S+/, 'greeting 0x0', '0x0 is not a whole number of bytes'],
  [/\nlogin_reply .*/, '', 'expected login_reply, the text ends here'],
  [/max_packet \d+/, 'max_packet 1 2', 'expected the end of the line, found 2'],
])('%s made %s is refused', (from, to, message) => {
  expect(() => parseClient(edited(from, to))).toThrow(message);
});
