import { expect, test } from 'vitest';
import { ConnectionLost } from '../../../../src/core/errors.ts';
import { frameSmall } from '../../../../src/mysql/codec/framing.ts';
import { CommandLoop } from '../../../../src/mysql/session/command-loop.ts';
import { PacketStream } from '../../../../src/mysql/session/packet-stream.ts';
import { MemoryChannel } from '../../../support/memory-channel.ts';
import { connectedPair } from '../../net/support.ts';

function command(text: string): Buffer {
  return frameSmall(Buffer.from(text), 0);
}

function started(serve: (text: string) => boolean | Promise<boolean>) {
  const [client, server] = MemoryChannel.pair();
  const packets = new PacketStream(server, 'client', 1000);
  const end = new CommandLoop(packets, (payload) => serve(payload.toString())).run();
  end.catch(() => undefined);
  return { client, packets, end };
}

test('a command is served in the turn in which it came, several of one chunk in a row', () => {
  const served: string[] = [];
  const { client, packets } = started((text) => {
    served.push(text);
    expect(packets.packet?.toString('latin1', 4)).toBe(text);
    return true;
  });
  client.write(command('one'));
  expect(served).toEqual(['one']);
  client.write(Buffer.concat([command('two'), command('three')]));
  expect(served).toEqual(['one', 'two', 'three']);
});

test('one that comes in pieces is waited for, and the next one while one is served', async () => {
  const served: string[] = [];
  let finish: (goesOn: boolean) => void = () => undefined;
  const { client, end } = started((text) => {
    served.push(text);
    return new Promise((resolve) => {
      finish = resolve;
    });
  });
  const bytes = command('in pieces');
  client.write(bytes.subarray(0, 2));
  client.write(bytes.subarray(2, 7));
  client.write(Buffer.concat([bytes.subarray(7), command('behind')]));
  await expect.poll(() => served).toEqual(['in pieces']);
  finish(true);
  await expect.poll(() => served).toEqual(['in pieces', 'behind']);
  finish(false);
  expect(await end).toBe('left');
});

test('a client that has ended its side is noticed, also while a command was served', async () => {
  const idle = started(() => true);
  idle.client.end();
  expect(await idle.end).toBe('ended');
  const busy = started(() => Promise.resolve(true));
  busy.client.write(command('last'));
  busy.client.end();
  expect(await busy.end).toBe('ended');
  const cut = started(() => true);
  cut.client.write(command('cut').subarray(0, 5));
  cut.client.end();
  await expect(cut.end).rejects.toThrow(ConnectionLost);
});

test('what serving throws ends it', async () => {
  const { client, end } = started(() => {
    throw new Error('no answer');
  });
  client.write(command('one'));
  await expect(end).rejects.toThrow('no answer');
});

test('a packet that comes alone and whole is shown before it is read, and is not served where that answered it', async () => {
  const [served, shown]: [string[], string[]] = [[], []];
  const { connection, peer } = await connectedPair();
  const packets = new PacketStream(connection, 'client', 1000);
  const serve = (payload: Buffer) => served.push(payload.toString()) > 0;
  const again = (packet: Buffer) => shown.push(packet.toString('latin1', 4)) > 0 && packet[4] === 0x61;
  const end = new CommandLoop(packets, serve, again).run();
  const sent = [
    ...[command('again'), command('other'), command('a2'), command('a3').subarray(0, 3)],
    ...[command('a3').subarray(3)],
  ];
  for (const [at, bytes] of sent.entries()) {
    peer.write(bytes);
    await expect.poll(() => connection.bytesRead).toBe(Buffer.concat(sent.slice(0, at + 1)).length);
  }
  expect(shown).toEqual(['again', 'other', 'a2']);
  await expect.poll(() => served).toEqual(['other', 'a3']);
  peer.write(Buffer.concat([command('a4'), command('a5')]));
  await expect.poll(() => served).toEqual(['other', 'a3', 'a4', 'a5']);
  peer.write(command('a6'));
  await expect.poll(() => shown).toEqual(['again', 'other', 'a2', 'a6']);
  peer.end();
  expect(await end).toBe('ended');
});
