// Connection's upgrades to TLS, with Node's own TLS or a second Connection at the other end.

import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ServerCertificate } from '../../../src/net/certificates.ts';
import { Connection } from '../../../src/net/connection.ts';
import { createAuthority } from '../../../src/net/issue-certificate.ts';
import {
  createClientTlsOptions,
  createServerTlsContext,
  type Identity,
  type Pem,
  type ServerTlsContext,
  type ServerVerification,
} from '../../../src/net/tls-context.ts';
import { connectedPair, type Pair, readAll, readExactly, rejection, testCertificate } from './support.ts';

let made: ServerCertificate;
let identity: Identity;
let ca: Pem;
let context: ServerTlsContext;
beforeAll(async () => {
  made = await testCertificate();
  identity = { cert: { text: made.cert, origin: 'cert' }, key: { text: made.key, origin: 'key' } };
  ca = { text: made.ca, origin: 'ca' };
  context = createServerTlsContext(identity);
});

/** Stands for the SSL request packet: what is said in clear before TLS. */
const REQUEST = Buffer.from('please use TLS');

describe('as server', () => {
  test.each(['TLSv1.2', 'TLSv1.3'] as const)('speaks %s to a client that verifies it', async (version) => {
    const { connection, peer } = await connectedPair();
    peer.write(REQUEST);
    expect(await readExactly(connection, REQUEST.length)).toEqual(REQUEST);
    const client = clientOf(peer, { minVersion: version, maxVersion: version });
    const [facts] = await Promise.all([connection.upgradeToTlsServer(context), once(client, 'secureConnect')]);
    expect(client.authorized).toBe(true);
    expect(facts).toEqual({ protocol: version, cipher: client.getCipher().name, serverName: 'localhost' });
    expect([connection.isTls, connection.isSecure]).toEqual([true, true]);
    client.end('question');
    expect((await readAll(connection)).toString()).toBe('question');
    connection.write(Buffer.from('answer'));
    connection.end();
    const [answer] = await once(client, 'data');
    expect(String(answer)).toBe('answer');
    expect([connection.bytesRead, connection.bytesWritten]).toEqual([REQUEST.length + 8, 6]);
  });

  test('takes a ClientHello that came in the same segment as the bytes before it', async () => {
    const { connection, peer } = await connectedPair();
    const { tls, hello } = await clientHello(peer);
    peer.write(Buffer.concat([REQUEST, hello]));
    const first = await connection.read();
    expect(first?.length).toBe(REQUEST.length + hello.length);
    connection.unread(first?.subarray(REQUEST.length) ?? Buffer.alloc(0));
    await Promise.all([connection.upgradeToTlsServer(context), once(tls, 'secureConnect')]);
    tls.write('hello');
    expect((await connection.read())?.toString()).toBe('hello');
    expect(connection.bytesRead).toBe(REQUEST.length + 5);
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'resumes a session of %s by its ticket, and counts it',
    async (version) => {
      const counted = createServerTlsContext(identity);
      const options = { minVersion: version, maxVersion: version };
      const first = await connectedPair();
      const client = clientOf(first.peer, options);
      const ticket = once(client, 'session');
      await first.connection.upgradeToTlsServer(counted);
      const [session] = await ticket;
      const second = await connectedPair();
      const again = clientOf(second.peer, { ...options, session });
      await Promise.all([second.connection.upgradeToTlsServer(counted), once(again, 'secureConnect')]);
      expect(again.isSessionReused()).toBe(true);
      expect(counted.counts).toEqual({ handshakes: 2, resumed: 1 });
    },
  );

  test('says the last words in clear where the handshake fails', async () => {
    const { connection, peer } = await connectedPair();
    let heard = '';
    peer.on('data', (chunk) => {
      heard += chunk.toString('latin1');
    });
    peer.write('this is no ClientHello');
    const ended = once(peer, 'close');
    await rejection(connection.upgradeToTlsServer(context, Buffer.from('last words')));
    peer.end();
    await ended;
    expect(heard).toMatch(/last words$/);
  });

  test('says why a handshake failed, and closes', async () => {
    const { connection, peer } = await connectedPair();
    peer.write('this is no ClientHello');
    expect(await rejection(connection.upgradeToTlsServer(context))).toMatchObject({
      code: 'TLS_SETUP',
      message: 'TLS with the client failed: wrong version number',
    });
    await connection.closed;
    expect(await rejection(connection.read())).toMatchObject({ code: 'CONNECTION_LOST' });
  });

  test('refuses a client that knows TLS 1.1 only', async () => {
    const { connection, peer } = await connectedPair();
    const old: ConnectionOptions = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' };
    clientOf(peer, old);
    expect(await rejection(connection.upgradeToTlsServer(context))).toMatchObject({
      message: 'TLS with the client failed: unsupported protocol',
    });
  });

  test('gives up on a client that says nothing', async () => {
    const { connection } = await connectedPair();
    expect(await rejection(connection.upgradeToTlsServer(context, undefined, 20))).toMatchObject({
      message: 'TLS with the client failed: no handshake within 20 ms',
    });
    await connection.closed;
  });

  test('a client that goes in the middle of the handshake is no hang', async () => {
    const { connection, peer } = await connectedPair();
    const upgrade = connection.upgradeToTlsServer(context);
    peer.destroy();
    expect(await rejection(upgrade)).toMatchObject({ code: 'TLS_SETUP' });
    await connection.closed;
  });

  test('a peer that has ended cannot be upgraded', async () => {
    const { connection, peer } = await connectedPair();
    peer.end();
    expect(await connection.read()).toBeNull();
    expect(await rejection(connection.upgradeToTlsServer(context))).toMatchObject({ code: 'CONNECTION_LOST' });
  });
});

describe('as server that wants client certificates', () => {
  test('accepts a certificate that its CA signed, and can show it', async () => {
    const issued = await clientIdentity();
    const { connection, peer } = await connectedPair();
    clientOf(peer, { cert: issued.cert, key: issued.key });
    const clientCa = { text: issued.ca, origin: 'client ca' };
    await connection.upgradeToTlsServer(createServerTlsContext(identity, { clientCa }));
    expect(connection.peerCertificate?.subject).toBe('CN=client');
  });

  test('refuses the certificate of a server', async () => {
    const { connection, peer } = await connectedPair();
    clientOf(peer, { cert: made.cert, key: made.key });
    const upgrade = connection.upgradeToTlsServer(createServerTlsContext(identity, { clientCa: ca }));
    expect(await rejection(upgrade)).toMatchObject({
      message: expect.stringMatching(/^TLS with the client failed: .*purpose/),
    });
  });

  test('refuses a client without a certificate', async () => {
    const { connection, peer } = await connectedPair();
    clientOf(peer, {});
    const upgrade = connection.upgradeToTlsServer(createServerTlsContext(identity, { clientCa: ca }));
    expect(await rejection(upgrade)).toMatchObject({
      code: 'TLS_SETUP',
      message: 'TLS with the client failed: peer did not return a certificate',
    });
  });

  test('refuses a certificate of a stranger', async () => {
    const stranger = await testCertificate();
    const { connection, peer } = await connectedPair();
    clientOf(peer, { cert: stranger.cert, key: stranger.key });
    const upgrade = connection.upgradeToTlsServer(createServerTlsContext(identity, { clientCa: ca }));
    expect(await rejection(upgrade)).toMatchObject({ code: 'TLS_SETUP' });
  });
});

describe('as client', () => {
  test.each<[ServerVerification, string]>([
    ['none', '192.0.2.1'],
    ['ca', 'db.example'],
    ['identity', 'localhost'],
    ['identity', '127.0.0.1'],
    ['identity', '::1'],
  ])('with verification %s accepts our server as %s', async (verification, host) => {
    const { server, client } = await twoConnections();
    const options = createClientTlsOptions({ verification, ca: verification === 'none' ? undefined : ca });
    const [facts] = await Promise.all([client.upgradeToTlsClient(options, host), server.upgradeToTlsServer(context)]);
    expect(facts.protocol).toBe('TLSv1.3');
    expect(client.peerCertificate?.subject).toBe('CN=mysql-replay server');
    client.write(Buffer.from('question'));
    expect((await server.read())?.toString()).toBe('question');
    server.write(Buffer.from('answer'));
    server.end();
    expect((await readAll(client)).toString()).toBe('answer');
  });

  test.each<[ServerVerification, string, boolean, RegExp]>([
    ['identity', 'db.example', true, /^TLS with the server failed: Hostname\/IP does not match certificate's altnames/],
    ['ca', 'localhost', false, /^TLS with the server failed: unable to verify the first certificate$/],
  ])(
    'with verification %s refuses our server as %s (its CA known: %s)',
    async (verification, host, isKnown, message) => {
      const { server, client } = await twoConnections();
      const options = createClientTlsOptions({ verification, ca: isKnown ? ca : undefined });
      const serverSide = server.upgradeToTlsServer(context).catch(() => null);
      expect(await rejection(client.upgradeToTlsClient(options, host))).toMatchObject({
        code: 'UPSTREAM_TLS',
        message: expect.stringMatching(message),
      });
      await Promise.all([client.closed, serverSide]);
    },
  );

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'goes on with the last session of %s where that is wished, and with none of an unverified server',
    async (version) => {
      const lasting = createServerTlsContext(identity, { version });
      const options = createClientTlsOptions({ verification: 'identity', ca });
      const handshake = async (host: string, resumes: boolean) => {
        const { server, client } = await twoConnections();
        const [facts] = await Promise.all([
          server.upgradeToTlsServer(lasting),
          client.upgradeToTlsClient(options, host, host, resumes).catch(() => null),
        ]).catch(() => [null]);
        // the ticket of TLS 1.3 comes with what is said first
        server.write(Buffer.from('x'));
        await client.read().catch(() => null);
        client.terminate();
        return facts?.isResumed ?? null;
      };
      expect(await handshake('db.example', true)).toBeNull();
      expect(options.sessions.size).toBe(0);
      const heard = [await handshake('localhost', true), await handshake('localhost', true)];
      expect([...heard, await handshake('localhost', false)]).toEqual([null, true, null]);
      expect(options.sessions.size).toBe(1);
    },
  );

  test('moves 20 MB through TLS in both directions at once', async () => {
    const { server, client } = await twoConnections();
    const options = createClientTlsOptions({ verification: 'none' });
    await Promise.all([client.upgradeToTlsClient(options, 'localhost'), server.upgradeToTlsServer(context)]);
    const sums = await Promise.all([send(server), send(client), count(server), count(client)]);
    expect(sums.slice(2)).toEqual([TOTAL, TOTAL]);
  });
});

/** A client's certificate that its own CA signed. */
async function clientIdentity(): Promise<{ ca: string; cert: string; key: string }> {
  const authority = await createAuthority('client CA');
  const { cert, key } = await authority.issue({ commonName: 'client', usage: 'client' });
  return { ca: authority.cert, cert, key };
}

const TOTAL = 20 * 1024 * 1024;

async function send(connection: Connection): Promise<void> {
  const piece = Buffer.alloc(64 * 1024, 1);
  for (let sent = 0; sent < TOTAL; sent += piece.length) await connection.write(piece);
  connection.end();
}

async function count(connection: Connection): Promise<number> {
  let bytes = 0;
  for (let chunk = await connection.read(); chunk !== null; chunk = await connection.read()) bytes += chunk.length;
  return bytes;
}

async function twoConnections(): Promise<{ server: Connection; client: Connection }> {
  const { connection: server, peer } = await connectedPair();
  if (peer.connecting) await once(peer, 'connect');
  return { server, client: new Connection(peer, 'server', { kind: 'tcp', host: '127.0.0.1', port: 1 }) };
}

function clientOf(peer: Pair['peer'], options: ConnectionOptions): TLSSocket {
  const client = connectTls({ socket: peer, ca: made.ca, servername: 'localhost', ...options });
  return client.on('error', () => {});
}

/** A TLS client over `peer` whose ClientHello is held back and handed out, to be sent together with other bytes. */
async function clientHello(peer: Pair['peer']): Promise<{ tls: TLSSocket; hello: Buffer }> {
  let isFirst = true;
  const { promise, resolve } = withResolvers<Buffer>();
  const channel = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      if (isFirst) resolve(chunk);
      else peer.write(chunk);
      isFirst = false;
      done();
    },
  });
  peer.on('data', (chunk) => channel.push(chunk));
  const tls = connectTls({ socket: channel, ca: made.ca, servername: 'localhost' });
  return { tls: tls.on('error', () => {}), hello: await promise };
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
