// A server of captured answers: lets everyone in, and answers each captured command with what the real server said to
// it, anything else with an OK packet. A test may spoil what single connections hear.

import type { Socket } from 'node:net';
import { Capability } from '../../src/mysql/constants/capabilities.ts';
import { decodeGreeting, encodeGreeting } from '../../src/mysql/packets/greeting.ts';
import { type FakeUpstream, fakeGreeting, startFakeUpstream } from './fake-upstream.ts';
import type { GoldenPacket } from './golden.ts';
import { goldenExchanges, wireOf } from './golden-exchanges.ts';

/**
 * What a connection hears instead of what the server means to send in this turn (the greeting is 0, the answer to the
 * login 1); null for just that.
 */
export type Spoil = (turn: number, packets: readonly GoldenPacket[], socket: Socket) => Buffer | null;

export interface GoldenUpstream extends FakeUpstream {
  /** Connections that are open. */
  readonly connectionCount: number;
  /** For connections from now on, one after another; undefined leaves one as it is. */
  readonly spoils: (Spoil | undefined)[];
  /** Connections from now on that are not spoilt and idle for so long are ended, as by wait_timeout; 0 for none. */
  idleTimeoutMs: number;
}

const answers = new Map(goldenExchanges().map((exchange) => [exchange.command.toString('latin1'), exchange]));
const WITHOUT_ANSWER = new Set([0x01, 0x18, 0x19]);
const OK = Buffer.from('00000002000000', 'hex');

export async function startGoldenUpstream(): Promise<GoldenUpstream> {
  const spoils: (Spoil | undefined)[] = [];
  const sockets = new Set<Socket>();
  const settings = { idleTimeoutMs: 0 };
  const upstream = await startFakeUpstream((_side, socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('end', () => socket.end());
    const spoil = spoils.shift();
    if (spoil === undefined) socket.setTimeout(settings.idleTimeoutMs, () => socket.destroy());
    serve(socket, spoil);
  });
  return {
    ...upstream,
    spoils,
    get idleTimeoutMs() {
      return settings.idleTimeoutMs;
    },
    set idleTimeoutMs(ms: number) {
      settings.idleTimeoutMs = ms;
    },
    get connectionCount() {
      return sockets.size;
    },
  };
}

function serve(socket: Socket, spoil: Spoil | undefined): void {
  let turn = 0;
  const say = (packets: readonly GoldenPacket[]) => {
    if (packets.length > 0) socket.write(spoil?.(turn, packets, socket) ?? wireOf(packets));
    turn++;
  };
  say([{ from: 'server', sequenceId: 0, payload: greeting() }]);
  let hasLoggedIn = false;
  let afterFile: readonly GoldenPacket[] | null = null;
  onPackets(socket, (sequenceId, payload) => {
    const ok = { from: 'server', sequenceId: (sequenceId + 1) & 0xff, payload: OK } as const;
    if (!hasLoggedIn || payload[0] === 0x11) {
      hasLoggedIn = true;
      say([ok]);
    } else if (afterFile !== null) {
      if (payload.length > 0) return;
      say(afterFile.length > 0 ? afterFile : [ok]);
      afterFile = null;
    } else if (!WITHOUT_ANSWER.has(payload[0] ?? 0)) {
      const known = answers.get(payload.toString('latin1'));
      say(known?.answer ?? [ok]);
      if (known?.answer[0]?.payload[0] === 0xfb) afterFile = known.answerToFile;
    }
  });
}

/** All that MySQL's and MariaDB's clients may ask for, so that every capture's capabilities can be had. */
function greeting(): Buffer {
  const decoded = decodeGreeting(fakeGreeting().subarray(4));
  const capabilities =
    decoded.capabilities |
    Capability.CONNECT_WITH_DB |
    Capability.LOCAL_FILES |
    Capability.MULTI_STATEMENTS |
    Capability.PS_MULTI_RESULTS |
    Capability.PLUGIN_AUTH_LENENC_CLIENT_DATA |
    Capability.CONNECT_ATTRS |
    Capability.SESSION_TRACK |
    Capability.DEPRECATE_EOF |
    Capability.OPTIONAL_RESULTSET_METADATA |
    Capability.QUERY_ATTRIBUTES;
  return encodeGreeting({ ...decoded, capabilities });
}

function onPackets(socket: Socket, take: (sequenceId: number, payload: Buffer) => void): void {
  let pending: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 4 && pending.length >= 4 + pending.readUIntLE(0, 3)) {
      const end = 4 + pending.readUIntLE(0, 3);
      take(pending[3] as number, pending.subarray(4, end));
      pending = pending.subarray(end);
    }
  });
}
