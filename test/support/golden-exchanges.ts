// The captured conversations of test/fixtures/golden as exchanges: each command with the packets that answered it.

import { readdirSync } from 'node:fs';
import { frameSmall } from '../../src/mysql/codec/framing.ts';
import { type GoldenPacket, goldenCapabilities, readGolden } from './golden.ts';

export interface GoldenExchange {
  /** `<server>-<version>/<client>-<what> #<n>` */
  readonly name: string;
  readonly capabilities: bigint;
  readonly command: Buffer;
  /** The answer's packets; those that follow the client's file (LOCAL INFILE) are apart. */
  readonly answer: readonly GoldenPacket[];
  readonly answerToFile: readonly GoldenPacket[];
}

const SILENT = new Set([0x01, 0x18, 0x19]);
/** Clients whose conversations were captured in several files: the one that has the connection phase. */
const CONNECTS = ['mariadb-connector-nodejs', 'mysql2', 'mysqljs'];

/** Every exchange of the command phase in all captures, but COM_CHANGE_USER's dialogue. */
export function goldenExchanges(): GoldenExchange[] {
  return ['mysql-9.7.4', 'mariadb-10.11.18'].flatMap((folder) =>
    readdirSync(new URL(`../fixtures/golden/${folder}`, import.meta.url))
      .map((file) => `${folder}/${file.replace(/\.hex$/, '')}`)
      .flatMap(exchangesOf),
  );
}

/** A packet as it was on the wire. */
export function wireOf(packets: readonly GoldenPacket[]): Buffer {
  return Buffer.concat(packets.map(({ payload, sequenceId }) => frameSmall(payload, sequenceId)));
}

function exchangesOf(name: string): GoldenExchange[] {
  const packets = readGolden(name);
  const capabilities = capabilitiesOf(name, packets);
  if (capabilities === null) return [];
  const isLogin = packets[0]?.payload[0] === 0x0a;
  const start = isLogin
    ? packets.findIndex((packet, n) => n > 0 && packet.from === 'server' && packet.payload[0] === 0) + 1
    : 0;
  if (isLogin && start === 0) return [];
  const exchanges: (GoldenExchange & { answer: GoldenPacket[]; answerToFile: GoldenPacket[] })[] = [];
  const waiting: typeof exchanges = [];
  let current: (typeof exchanges)[number] | undefined;
  for (const packet of packets.slice(start)) {
    if (packet.from === 'client') {
      if (packet.sequenceId !== 0) continue;
      const number = exchanges.length + 1;
      const exchange = {
        name: `${name} #${number}`,
        capabilities,
        command: packet.payload,
        answer: [],
        answerToFile: [],
      };
      exchanges.push(exchange);
      if (!SILENT.has(packet.payload[0] ?? 0)) waiting.push(exchange);
      continue;
    }
    if (packet.sequenceId === 1) current = waiting.shift();
    const isAfterFile = current?.answer[0]?.payload[0] === 0xfb && current.answer.length === 1;
    (isAfterFile ? current?.answerToFile : current?.answer)?.push(packet);
  }
  return exchanges.filter(({ command }) => command[0] !== 0x11);
}

function capabilitiesOf(name: string, packets: readonly GoldenPacket[]): bigint | null {
  if (packets[0]?.payload[0] === 0x0a) return packets.length < 3 ? null : goldenCapabilities(name);
  const [folder, file = ''] = name.split('/');
  const client = CONNECTS.find((connect) => file.startsWith(connect));
  return client === undefined ? null : goldenCapabilities(`${folder}/${client}-connect`);
}
