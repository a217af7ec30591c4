// What the tests of src/net share: temporary directories, and a Connection with a bare socket at its other end.

import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { ensureServerCertificate, type ServerCertificate } from '../../../src/net/certificates.ts';
import { Connection } from '../../../src/net/connection.ts';
import type { Endpoint } from '../../../src/net/endpoint.ts';

/** A directory that is gone after the test. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'mock-net-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

export interface Pair {
  readonly connection: Connection;
  readonly peer: Socket;
}

/** A client's connection as the server has it, and the client's bare socket. */
export async function connectedPair(path?: string): Promise<Pair> {
  const server = createServer({ allowHalfOpen: true, noDelay: true });
  server.listen(path === undefined ? { host: '127.0.0.1', port: 0 } : { path });
  await once(server, 'listening');
  const bound = server.address();
  const accepted = once(server, 'connection');
  const where = typeof bound === 'object' && bound !== null ? { host: bound.address, port: bound.port } : null;
  const peer = connect(
    where === null ? { path: String(path), allowHalfOpen: true } : { ...where, allowHalfOpen: true },
  );
  peer.on('error', () => {});
  const [socket] = (await accepted) as [Socket];
  const endpoint: Endpoint =
    where === null ? { kind: 'unix', path: String(path) } : { kind: 'tcp', host: where.host, port: where.port };
  const connection = new Connection(socket, 'client', endpoint);
  onTestFinished(() => {
    connection.terminate();
    peer.destroy();
    server.close();
  });
  return { connection, peer };
}

/** Everything up to the peer's end. */
export async function readAll(connection: Connection): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (let chunk = await connection.read(); chunk !== null; chunk = await connection.read()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Exactly `count` bytes; what came with them is put back. */
export async function readExactly(connection: Connection, count: number): Promise<Buffer> {
  let bytes: Buffer = Buffer.alloc(0);
  while (bytes.length < count) {
    const chunk = await connection.read();
    if (chunk === null) throw new Error(`ended after ${bytes.length} of ${count} bytes`);
    bytes = Buffer.concat([bytes, chunk]);
  }
  connection.unread(bytes.subarray(count));
  return bytes.subarray(0, count);
}

/** What a promise rejects with. */
export async function rejection(promise: Promise<unknown> | undefined): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('expected a rejection');
}

const certificateFolders: string[] = [];
afterAll(() => {
  for (const folder of certificateFolders) rmSync(folder, { recursive: true, force: true });
});

/** A certificate of its own, in a directory that stays until the tests of the file have ended. */
export async function testCertificate(): Promise<ServerCertificate> {
  const path = mkdtempSync(join(tmpdir(), 'mock-net-'));
  certificateFolders.push(path);
  return await ensureServerCertificate(path);
}
