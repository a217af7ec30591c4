// Reads test/fixtures/golden: conversations captured from real servers and clients, one packet per line.

import { readFileSync } from 'node:fs';
import { decodeGreeting } from '../../src/mysql/packets/greeting.ts';
import { decodeHandshakeResponse } from '../../src/mysql/packets/handshake-response.ts';

export interface GoldenPacket {
  readonly from: 'client' | 'server';
  readonly sequenceId: number;
  readonly payload: Buffer;
}

/** The packets of `<server>-<version>/<client>-<what>`. */
export function readGolden(name: string): GoldenPacket[] {
  const text = readFileSync(new URL(`../fixtures/golden/${name}.hex`, import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter((line) => line.startsWith('>') || line.startsWith('<'))
    .map((line) => {
      const [mark, sequenceId, hex = ''] = line.split(' ');
      return {
        from: mark === '>' ? 'client' : 'server',
        sequenceId: Number(sequenceId),
        payload: Buffer.from(hex, 'hex'),
      };
    });
}

/** Payloads that one side sent, in order. */
export function goldenFrom(from: 'client' | 'server', name: string): Buffer[] {
  return readGolden(name)
    .filter((packet) => packet.from === from)
    .map((packet) => packet.payload);
}

/** The payload at a place in a list that is known to be long enough. */
export function at(payloads: readonly Buffer[], index: number): Buffer {
  const payload = payloads.at(index);
  if (payload === undefined) throw new Error(`the fixture has no packet ${index}`);
  return payload;
}

/** Negotiated capabilities of a conversation that begins with its connection phase. */
export function goldenCapabilities(name: string): bigint {
  const greeting = decodeGreeting(at(goldenFrom('server', name), 0));
  return greeting.capabilities & decodeHandshakeResponse(at(goldenFrom('client', name), 0)).capabilities;
}
