// TLS towards clients through the whole stack: certificates of clients, session resumption, what arrives in one segment
// with the SSL request, and handshakes that fail.

import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { frameSmall } from '../../src/mysql/codec/framing.ts';
import { Capability } from '../../src/mysql/constants/capabilities.ts';
import { createAuthority, type Issued } from '../../src/net/issue-certificate.ts';
import { accounts, clientPrograms, describeWithServer, runClient, type ServerKind } from '../servers/index.ts';
import { PLAIN } from '../support/raw-client.ts';
import { type Folder, startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

interface Place {
  readonly host: string;
  readonly port: number;
}

describeWithServer('mysql', (server) => suite('mysql', server));
describeWithServer('mariadb', (server) => suite('mariadb', server));

function suite(kind: ServerKind, server: Place): void {
  const upstream = `${server.host}:${server.port}`;
  const { root, empty } = accounts[kind];
  const sql = 'SELECT 42 AS answer';

  test('a client certificate that is right, wrong or missing', async () => {
    await using folder = await temporaryFolder();
    const authority = await createAuthority('CA of clients');
    const stranger = await createAuthority('CA of somebody else');
    const ca = folder.file('client-ca.pem');
    await writeFile(ca, authority.cert);
    const right = await keep(folder, 'right', await authority.issue({ commonName: 'a client', usage: 'client' }));
    const wrong = await keep(folder, 'wrong', await stranger.issue({ commonName: 'a client', usage: 'client' }));
    const demanding = { clientSslMode: 'VERIFY_CA', clientSslCa: ca } as const;
    await using recorder = await startRecord(folder, { upstream, ...demanding });
    await using replayer = await recordedThen(recorder, folder, demanding, (place) => ask(place, right));
    expect(await ask(replayer, right)).toBe('42 42');
    // nothing that the shell printed, and an error of the driver's
    for (const answer of [await ask(replayer, wrong), await ask(replayer, null)])
      expect(answer).toMatch(/^ \S*Error: /);
    expect(replayer.log.text).toMatch(/TLS with the client failed: .*certificate/);
    expect(replayer.counts().tls.handshakes).toBe(2);
  });

  test('sessions are resumed, and counted', async () => {
    await using folder = await temporaryFolder();
    await using recorder = await startRecord(folder, { upstream });
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const first = await loginOverTls(recorder, { minVersion: version, maxVersion: version });
      const ticket = first.session ?? (await once(first.tls, 'session'))[0];
      first.tls.destroy();
      const options = { minVersion: version, maxVersion: version, session: ticket };
      const second = await loginOverTls(recorder, options);
      expect([second.tls.isSessionReused(), second.tls.getProtocol()]).toEqual([true, version]);
      second.tls.destroy();
    }
    expect(recorder.counts().tls).toEqual({ handshakes: 4, resumed: 2 });
    // a session began with a certificate: who has another one begins anew
    await using other = await startRecord(folder, { upstream, dataDir: folder.file('other keys') });
    const first = await loginOverTls(recorder, {});
    const ticket = first.session ?? (await once(first.tls, 'session'))[0];
    first.tls.destroy();
    const second = await loginOverTls(other, { session: ticket });
    expect(second.tls.isSessionReused()).toBe(false);
    second.tls.destroy();
    expect(other.counts().tls).toEqual({ handshakes: 1, resumed: 0 });
  });

  test('a session that a client resumes is resumed towards the server, which tells of it', async () => {
    await using folder = await temporaryFolder();
    const recorder = await startRecord(folder, { upstream });
    const logins = async ({ host, port }: Place) => {
      const heard: unknown[] = [];
      for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
        const ssl = { rejectUnauthorized: false, maxVersion };
        for (let n = 0; n < 2; n++) {
          await using client = await createConnection({ host, port, user: root.user, password: root.password, ssl });
          for (const name of ['Ssl_version', 'Ssl_sessions_reused'])
            heard.push(...(await client.query<RowDataPacket[]>(`SHOW SESSION STATUS LIKE '${name}'`))[0]);
        }
      }
      return heard.map((row) => (row as { Value: string }).Value);
    };
    const direct = await logins(server);
    expect(await logins(recorder)).toEqual(direct);
    await recorder.close();
    await using replayer = await startReplay(folder, recorder.file);
    expect(await logins(replayer)).toEqual(direct);
    // a server begins no session that it lets nobody resume
    const reused = kind === 'mysql' ? '1' : '0';
    expect(direct).toEqual(['TLSv1.2', '0', 'TLSv1.2', reused, 'TLSv1.3', '0', 'TLSv1.3', reused]);
  });

  test('a ClientHello in one segment with the SSL request, with SNI and an ALPN that nobody speaks', async () => {
    await using folder = await temporaryFolder();
    await using recorder = await startRecord(folder, { upstream });
    const { tls } = await loginOverTls(recorder, { servername: 'db.example', ALPNProtocols: ['mysql'] });
    expect(tls.alpnProtocol).toBe(false);
    tls.write(frameSmall(Buffer.from(`\x03${sql}`), 0));
    const [answer] = await once(tls, 'data');
    expect(String(answer)).toContain('42');
    tls.destroy();
  });

  test.each([
    // as many bytes as a server reads before it knows: with some left unread its end would be a reset, and words lost
    ['no ClientHello', Buffer.from('hello')],
    ['the end', Buffer.alloc(0)],
    ['half of a ClientHello, and the end', Buffer.from('1603010200010001fc0303', 'hex')],
  ])('behind the SSL request comes %s: what the server says is said, and others go on', async (what, bytes) => {
    await using folder = await temporaryFolder();
    await using recorder = await startRecord(folder, { upstream });
    const direct = await afterSslRequest(server, bytes, what.endsWith('the end'));
    const heard = await afterSslRequest(recorder, bytes, what.endsWith('the end'));
    const badHandshake = '16000002ff13042330385330314261642068616e647368616b65';
    expect(direct).toContain(badHandshake);
    expect(heard).toContain(badHandshake);
    expect(recorder.log.text).toMatch(/TLS with the client failed: |Bad handshake/);
    const { tls } = await loginOverTls(recorder, {});
    tls.destroy();
  });

  async function ask(place: Place, certificate: KeptCertificate | null): Promise<string> {
    const shell = clientPrograms(kind)?.shell ?? '';
    const given =
      certificate === null ? [] : [`--ssl-cert=${certificate.certFile}`, `--ssl-key=${certificate.keyFile}`];
    const mode = kind === 'mysql' ? '--ssl-mode=REQUIRED' : '--ssl';
    const args = [mode, '--batch', '--skip-column-names', `--execute=${sql}`, ...given];
    const { stdout } = await runClient(shell, { ...root, to: { host: place.host, port: place.port }, args });
    const ssl = {
      rejectUnauthorized: false,
      ...(certificate !== null && { cert: certificate.cert, key: certificate.key }),
    };
    const { user, password } = root;
    const { host, port } = place;
    try {
      const connection = await createConnection({ host, port, user, password, ssl });
      const [rows] = await connection.query({ sql, rowsAsArray: true });
      connection.destroy();
      return `${stdout.trim()} ${rows}`;
    } catch (error) {
      return `${stdout.trim()} ${error}`;
    }
  }

  /** Over TLS that begins in the SSL request's own segment. */
  async function loginOverTls(place: Place, options: object): Promise<{ tls: TLSSocket; session: Buffer | null }> {
    const socket = connect({ host: place.host, port: place.port });
    socket.on('error', () => undefined);
    await once(socket, 'data');
    const tls = connectTls({ socket: behind(socket, sslRequest()), rejectUnauthorized: false, ...options });
    tls.on('error', () => undefined);
    let session: Buffer | null = null;
    tls.on('session', (data: Buffer) => {
      session = data;
    });
    await once(tls, 'secureConnect');
    const plugin = `${empty.plugin}\0`;
    tls.write(frameSmall(Buffer.concat([fixedPart(), Buffer.from(`${empty.user}\0\0${plugin}`)]), 2));
    const [reply] = await once(tls, 'data');
    expect(reply[4]).toBe(0);
    return { tls, session };
  }
}

type KeptCertificate = Issued & { readonly certFile: string; readonly keyFile: string };

async function keep(folder: Folder, name: string, issued: Issued): Promise<KeptCertificate> {
  const files = { certFile: folder.file(`${name}.pem`), keyFile: folder.file(`${name}-key.pem`) };
  await Promise.all([writeFile(files.certFile, issued.cert), writeFile(files.keyFile, issued.key)]);
  return { ...issued, ...files };
}

/** Records what `act` asks, then replays it. */
async function recordedThen(
  recorder: Awaited<ReturnType<typeof startRecord>>,
  folder: Folder,
  options: Parameters<typeof startReplay>[2],
  act: (place: Place) => Promise<string>,
) {
  expect(await act(recorder)).toBe('42 42');
  await recorder.close();
  return await startReplay(folder, recorder.file, options);
}

/** Everything that comes back, as hex, up to the end. */
async function afterSslRequest({ host, port }: Place, bytes: Buffer, isEnd: boolean): Promise<string> {
  const socket = connect({ host, port, allowHalfOpen: true });
  socket.on('error', () => undefined);
  await once(socket, 'data');
  let heard = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    heard = Buffer.concat([heard, chunk]);
  });
  socket.write(Buffer.concat([sslRequest(), bytes]));
  if (isEnd) socket.end();
  await new Promise((resolve) => socket.once('end', resolve).once('close', resolve));
  socket.destroy();
  return heard.toString('hex');
}

function fixedPart(): Buffer {
  const fixed = Buffer.alloc(32);
  fixed.writeUInt32LE(Number(PLAIN | Capability.LONG_PASSWORD | Capability.SSL));
  fixed.writeUInt32LE(1 << 24, 4);
  fixed[8] = 45;
  return fixed;
}

function sslRequest(): Buffer {
  return frameSmall(fixedPart(), 1);
}

/** A stream over `socket` whose first bytes go out together with `before`. */
function behind(socket: Socket, before: Buffer): Duplex {
  let first: Buffer | null = before;
  const channel = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) {
      socket.write(first === null ? chunk : Buffer.concat([first, chunk]), done);
      first = null;
    },
    destroy(_error, done) {
      socket.destroy();
      done(null);
    },
  });
  socket.on('data', (chunk) => channel.push(chunk));
  socket.on('end', () => channel.push(null));
  return channel;
}
