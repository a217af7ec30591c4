// What a text twin says once for all sessions that were alike: the server's greeting, and what the client asked for.

import type { SessionFacts, TlsFacts } from '../../core/recording.ts';
import { Capability, capabilityNames } from '../../mysql/constants/capabilities.ts';
import { withClientId } from '../../mysqlx/codec/login-reply.ts';
import type { Line, Lines } from './scanner.ts';
import { formatBytes, formatString } from './tokens.ts';

/** Facts of a session but for who, where and when. */
export type ClientFacts = Omit<SessionFacts, 'user' | 'database' | 'scope' | 'startedAtUs'>;

/** Connect attributes that are other ones in every run. */
const IDS: ReadonlySet<string> = new Set(['_pid', '_thread']);
const OUTCOMES: readonly SessionFacts['authOutcome'][] = ['ok', 'error', 'aborted'];

export function formatClient(facts: ClientFacts): string[] {
  const attributes = Object.entries(facts.attributes).filter(([name]) => !IDS.has(name));
  return [
    `server ${formatString(facts.serverVersion)}`,
    `protocol ${facts.protocol}`,
    `capabilities ${capabilityNames(facts.capabilities).join(',') || '-'}`,
    `collation ${facts.charset}`,
    `max_packet ${facts.maxPacketBytes}`,
    ...attributes.sort(([a], [b]) => (a < b ? -1 : 1)).map((pair) => `attribute ${pair.map(formatString).join(' ')}`),
    ...formatTls('client_tls', facts.clientTls),
    ...formatTls('server_tls', facts.serverTls),
    `auth ${formatString(facts.authPlugin)} ${facts.authOutcome}`,
    `greeting ${formatBytes(withoutConnectionId(facts.greeting))}`,
    `login_reply ${formatBytes(withoutOwnId(facts))}`,
  ];
}

function formatTls(name: string, tls: TlsFacts | null): string[] {
  return tls === null ? [] : [`${name} ${formatString(tls.protocol)} ${formatString(tls.cipher)}`];
}

/** @throws TextError */
export function parseClient(lines: Lines): ClientFacts {
  const next = <T>(word: string, read: (line: Line) => T): T => {
    const line = lines.take();
    if (line === null) throw lines.endError(`expected ${word}`);
    line.expect(word);
    const value = read(line);
    line.end();
    return value;
  };
  const serverVersion = next('server', (line) => line.string("the server's version"));
  const protocol = next('protocol', (line) => line.word('classic or x'));
  const capabilities = next('capabilities', parseCapabilities);
  const charset = next('collation', (line) => line.integer('a collation', 0xffff));
  const maxPacketBytes = next('max_packet', (line) => line.integer('a number of bytes', 0xffffffff));
  const attributes: Record<string, string> = {};
  while (lines.peek()?.peek() === 'attribute') {
    const [name, value] = next('attribute', (line) => [line.string('a name'), line.string('a value')] as const);
    attributes[name] = value;
  }
  const tls = (name: string): TlsFacts | null => {
    if (lines.peek()?.peek() !== name) return null;
    return next(name, (line) => ({ protocol: line.string('a version'), cipher: line.string('a cipher') }));
  };
  const clientTls = tls('client_tls');
  const serverTls = tls('server_tls');
  const auth = next('auth', (line) => ({ authPlugin: line.string('a plugin'), authOutcome: parseOutcome(line) }));
  const greeting = next('greeting', (line) => line.bytes('the greeting'));
  const loginReply = next('login_reply', (line) => line.bytes('the reply'));
  const numbers = { capabilities, charset, maxPacketBytes };
  const kind = protocol === 'x' ? 'x' : 'classic';
  return { protocol: kind, ...numbers, attributes, clientTls, serverTls, serverVersion, greeting, ...auth, loginReply };
}

function parseCapabilities(line: Line): bigint {
  const text = line.word('capabilities');
  if (text === '-') return 0n;
  return text.split(',').reduce((bits, name) => {
    const known = Object.entries(Capability).find(([each]) => each === name)?.[1];
    const bit = /^BIT_(\d{1,2})$/.exec(name)?.[1];
    if (known === undefined && bit === undefined) throw line.error(`${name} is no capability`, text.length);
    return bits | (known ?? 1n << BigInt(bit ?? 0));
  }, 0n);
}

function parseOutcome(line: Line): SessionFacts['authOutcome'] {
  const word = line.word('ok, error or aborted');
  const outcome = OUTCOMES.find((each) => each === word);
  if (outcome === undefined) throw line.error('expected ok, error or aborted', word.length);
  return outcome;
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
