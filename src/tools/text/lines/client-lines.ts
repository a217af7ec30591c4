// What a text twin says once for all sessions that were alike: the server's greeting, and what the client asked for.

import type { SessionFacts } from '../../../core/recording.ts';
import { Capability, capabilityNames } from '../../../mysql/constants/capabilities.ts';
import { withClientId } from '../../../mysqlx/codec/login-reply.ts';
import { type Line, type Lines, MOST_BITS } from '../reading/scanner.ts';
import { bytes, type Field, integer, oneOf, record, string } from './fields.ts';

/** Facts of a session but for who, where and when. */
export type ClientFacts = Omit<SessionFacts, 'user' | 'database' | 'scope' | 'startedAtUs'>;

/** Connect attributes that are other ones in every run. */
const IDS: ReadonlySet<string> = new Set(['_pid', '_thread']);
const OUTCOMES: readonly SessionFacts['authOutcome'][] = ['ok', 'error', 'aborted'];

/** The lines in their order, each behind its word; null for one that is not there, a list for one that may come often. */
const SERVER = string("the server's version");
const PROTOCOL: Field<SessionFacts['protocol']> = oneOf(['classic', 'x']);
const CAPABILITIES: Field<bigint> = {
  write: (bits) => capabilityNames(bits).join(',') || '-',
  read: parseCapabilities,
};
const COLLATION = integer('a collation', 0xffff);
const MAX_PACKET = integer('a number of bytes', 0xffffffff);
const ATTRIBUTE = record({ name: string('a name'), value: string('a value') });
const TLS = record({ protocol: string('a version'), cipher: string('a cipher') });
const AUTH = record({ authPlugin: string('a plugin'), authOutcome: oneOf(OUTCOMES) });
const GREETING = bytes('the greeting');
const LOGIN_REPLY = bytes('the reply');

export function formatClient(facts: ClientFacts): string[] {
  const attributes = Object.entries(facts.attributes).filter(([name]) => !IDS.has(name));
  return [
    `server ${SERVER.write(facts.serverVersion)}`,
    `protocol ${PROTOCOL.write(facts.protocol)}`,
    `capabilities ${CAPABILITIES.write(facts.capabilities)}`,
    `collation ${COLLATION.write(facts.charset)}`,
    `max_packet ${MAX_PACKET.write(facts.maxPacketBytes)}`,
    ...attributes
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `attribute ${ATTRIBUTE.write({ name, value })}`),
    ...(facts.clientTls === null ? [] : [`client_tls ${TLS.write(facts.clientTls)}`]),
    ...(facts.serverTls === null ? [] : [`server_tls ${TLS.write(facts.serverTls)}`]),
    `auth ${AUTH.write(facts)}`,
    `greeting ${GREETING.write(withoutConnectionId(facts.greeting))}`,
    `login_reply ${LOGIN_REPLY.write(withoutOwnId(facts))}`,
  ];
}

/** @throws TextError */
export function parseClient(lines: Lines): ClientFacts {
  const next = <V>(word: string, field: Field<V>): V => {
    const line = lines.take();
    if (line === null) throw lines.endError(`expected ${word}`);
    line.expect(word);
    const value = field.read(line);
    line.end();
    return value;
  };
  const has = (word: string): boolean => lines.peek()?.peek() === word;
  const serverVersion = next('server', SERVER);
  const protocol = next('protocol', PROTOCOL);
  const capabilities = next('capabilities', CAPABILITIES);
  const charset = next('collation', COLLATION);
  const maxPacketBytes = next('max_packet', MAX_PACKET);
  const pairs: { name: string; value: string }[] = [];
  while (has('attribute')) pairs.push(next('attribute', ATTRIBUTE));
  const attributes = Object.fromEntries(pairs.map(({ name, value }) => [name, value]));
  const clientTls = has('client_tls') ? next('client_tls', TLS) : null;
  const serverTls = has('server_tls') ? next('server_tls', TLS) : null;
  const auth = next('auth', AUTH);
  const greeting = next('greeting', GREETING);
  const loginReply = next('login_reply', LOGIN_REPLY);
  const numbers = { capabilities, charset, maxPacketBytes };
  return { protocol, ...numbers, attributes, clientTls, serverTls, serverVersion, greeting, ...auth, loginReply };
}

function parseCapabilities(line: Line): bigint {
  const text = line.word('capabilities');
  if (text === '-') return 0n;
  return text.split(',').reduce((bits, name) => {
    const known = Object.entries(Capability).find(([each]) => each === name)?.[1];
    const bit = known ?? 1n << BigInt(/^BIT_(\d{1,2})$/.exec(name)?.[1] ?? 99);
    if (bit > MOST_BITS) throw line.error(`${name} is no capability`, text.length);
    return bits | bit;
  }, 0n);
}

/** The id that the X Protocol tells at the end of a login; that of the classic one stands in the greeting. */
function withoutOwnId({ protocol, loginReply }: ClientFacts): Buffer {
  return protocol === 'x' && loginReply.length > 0 ? withClientId(loginReply, 0) : loginReply;
}

/** A replay gives its own ids. Protocol::HandshakeV10: the protocol's version, the server's as string<NUL>, then the id. */
function withoutConnectionId(greeting: Buffer): Buffer {
  const at = greeting.indexOf(0, 1) + 1;
  if (greeting[0] !== 0x0a || at === 0 || at + 4 > greeting.length) return greeting;
  return Buffer.from(greeting).fill(0, at, at + 4);
}
