import { once } from 'node:events';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { ConnectionLost } from '../../../src/core/errors.ts';
import fc from '../../support/property.ts';
import { connectedPair, type Pair, readAll, readExactly, rejection, temporaryDirectory } from './support.ts';

const MEBIBYTE = 1024 * 1024;

describe('reading', () => {
  test('gives the same bytes however the peer splits its writes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 2000 }), { maxLength: 30 }),
        async (writes) => {
          const { connection, peer } = await connectedPair();
          for (const bytes of writes) peer.write(bytes);
          peer.end();
          expect((await readAll(connection)).equals(Buffer.concat(writes))).toBe(true);
          expect(connection.bytesRead).toBe(writes.reduce((sum, bytes) => sum + bytes.length, 0));
          connection.terminate();
          peer.destroy();
        },
      ),
      { numRuns: 30 },
    );
  });

  test('a chunk put back is the next one read', async () => {
    const { connection, peer } = await connectedPair();
    peer.write('hello world');
    expect((await readExactly(connection, 6)).toString()).toBe('hello ');
    expect(connection.tryRead()?.toString()).toBe('world');
    expect(connection.tryRead()).toBeUndefined();
  });

  test('two reads at once are a mistake', async () => {
    const { connection, peer } = await connectedPair();
    const first = connection.read();
    expect(() => connection.read()).toThrow('a read is already under way');
    expect(() => connection.unread(Buffer.from('x'))).toThrow('a read is already under way');
    peer.write('x');
    expect((await first)?.toString()).toBe('x');
  });

  test('pauses a peer that sends faster than it is read', async () => {
    const { connection, peer } = await connectedPair();
    const total = 50 * MEBIBYTE;
    const piece = Buffer.alloc(MEBIBYTE, 7);
    for (let sent = 0; sent < total; sent += piece.length) peer.write(piece);
    await quiet(() => connection.bytesRead);
    // 256 KiB, and what one read of the kernel brings on top.
    expect(connection.bytesRead).toBeLessThan(MEBIBYTE / 2);
    peer.end();
    let received = 0;
    for (let chunk = await connection.read(); chunk !== null; chunk = await connection.read()) received += chunk.length;
    expect(received).toBe(total);
  });
});

describe('writing', () => {
  test('small writes need no waiting', async () => {
    const { connection, peer } = await connectedPair();
    expect(connection.write(Buffer.from('hello'))).toBeUndefined();
    const [chunk] = await once(peer, 'data');
    expect(String(chunk)).toBe('hello');
    expect(connection.bytesWritten).toBe(5);
  });

  test('waits for a peer that reads slowly, and holds one piece at most meanwhile', async () => {
    const { connection, peer } = await connectedPair();
    const total = 50 * MEBIBYTE;
    const piece = Buffer.alloc(64 * 1024, 7);
    const writing = writeAll(connection, piece, total);
    await quiet(() => connection.bytesWritten);
    // What the kernel's buffers of both ends take.
    expect(connection.bytesWritten).toBeLessThan(total / 2);
    let received = 0;
    peer.on('data', (chunk) => {
      received += chunk.length;
    });
    await Promise.all([once(peer, 'end'), writing.then(() => connection.end())]);
    expect(received).toBe(total);
  });

  test('a write that waits fails when the peer goes', async () => {
    const { connection, peer } = await connectedPair();
    const piece = Buffer.alloc(MEBIBYTE);
    let pending: Promise<void> | undefined;
    while (pending === undefined) pending = connection.write(piece);
    peer.resetAndDestroy();
    expect(await rejection(pending)).toBeInstanceOf(ConnectionLost);
    expect(await rejection(connection.write(piece))).toBeInstanceOf(ConnectionLost);
  });
});

describe('ends', () => {
  test('a peer that ends its side still gets its response', async () => {
    const { connection, peer } = await connectedPair();
    peer.end('question');
    expect((await readAll(connection)).toString()).toBe('question');
    expect(connection.hasEnded).toBe(true);
    expect(connection.isOver).toBe(false);
    connection.write(Buffer.from('answer'));
    connection.end();
    const [answer] = await once(peer, 'data');
    expect(String(answer)).toBe('answer');
    await connection.closed;
    expect(connection.isOver).toBe(true);
    expect(connection.tryRead()).toBeNull();
  });

  test('a reset reaches the reader, with the system error as its cause', async () => {
    const { connection, peer } = await connectedPair();
    const reading = connection.read();
    peer.resetAndDestroy();
    const error = await rejection(reading);
    expect(error).toBeInstanceOf(ConnectionLost);
    expect(error).toMatchObject({ message: 'the client closed the connection', cause: { code: 'ECONNRESET' } });
    await connection.closed;
    expect(() => connection.tryRead()).toThrow(ConnectionLost);
  });

  test('a reset is noticed though nobody reads', async () => {
    const { connection, peer } = await connectedPair();
    expect(connection.isOver).toBe(false);
    peer.resetAndDestroy();
    await connection.closed;
    expect(connection.isOver).toBe(true);
  });

  test('what came before a reset is still read', async () => {
    const { connection, peer } = await connectedPair();
    peer.write('last words');
    connection.unread(await readExactly(connection, 10));
    peer.resetAndDestroy();
    await connection.closed;
    expect(connection.tryRead()?.toString()).toBe('last words');
    expect(await rejection(connection.read())).toBeInstanceOf(ConnectionLost);
  });

  test('terminate may be repeated and ends a read that waits', async () => {
    const { connection, peer } = await connectedPair();
    const reading = connection.read();
    connection.terminate();
    connection.terminate();
    expect(await rejection(reading)).toMatchObject({ code: 'CONNECTION_LOST', cause: { message: 'closed by us' } });
    await Promise.all([connection.closed, once(peer.resume(), 'end')]);
    expect(await rejection(connection.write(Buffer.from('x')))).toBeInstanceOf(ConnectionLost);
  });

  test('close sends what is pending, and drops what still arrives', async () => {
    const { connection, peer } = await connectedPair();
    const total = 8 * MEBIBYTE;
    peer.write(Buffer.alloc(total));
    connection.write(Buffer.alloc(total));
    const closed = connection.close();
    let received = 0;
    peer.on('data', (chunk) => {
      received += chunk.length;
    });
    await once(peer, 'end');
    expect(received).toBe(total);
    peer.end();
    await closed;
  });

  test('close does not wait for a peer that never ends', async () => {
    const { connection, peer } = await connectedPair();
    peer.resume();
    await connection.close();
    expect(peer.writable).toBe(true);
  });
});

describe('facts', () => {
  test('names a TCP peer by its address, which is not secure', async () => {
    const { connection, peer }: Pair = await connectedPair();
    expect(connection.remote).toBe(`127.0.0.1:${peer.localPort}`);
    expect([connection.isSecure, connection.isTls]).toEqual([false, false]);
  });

  test('names a Unix socket by its path, which is secure', async () => {
    const path = join(temporaryDirectory(), 'a.sock');
    const { connection } = await connectedPair(path);
    expect(connection.remote).toBe(`unix:${path}`);
    expect([connection.isSecure, connection.isTls]).toEqual([true, false]);
  });
});

async function writeAll(connection: Pair['connection'], piece: Buffer, total: number): Promise<void> {
  for (let sent = 0; sent < total; sent += piece.length) {
    const pending = connection.write(piece);
    if (pending !== undefined) await pending;
  }
}

/** Until a counter stands still for many turns of the event loop: the flow has come to rest. */
async function quiet(counter: () => number): Promise<void> {
  let still = 0;
  for (let last = -1; still < 200; last = counter()) {
    still = counter() === last ? still + 1 : 0;
    await turn();
  }
}
