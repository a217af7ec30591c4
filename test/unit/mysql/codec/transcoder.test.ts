import { describe, expect, test } from 'vitest';
import { HEADER_BYTES } from '../../../../src/mysql/codec/framing.ts';
import { ResponseTracker } from '../../../../src/mysql/codec/response-tracker.ts';
import { Transcoder } from '../../../../src/mysql/codec/transcoder.ts';
import { Capability, capabilityNames } from '../../../../src/mysql/constants/capabilities.ts';
import { ENCODING_BITS } from '../../../../src/mysql/constants/capability-sets.ts';
import { CommandCode } from '../../../../src/mysql/constants/commands.ts';
import { type GoldenExchange, goldenExchanges, wireOf } from '../../../support/golden-exchanges.ts';

const answered = goldenExchanges().filter(({ answer, answerToFile }) => answer.length > 0 && answerToFile.length === 0);
const BASE = Capability.PROTOCOL_41 | Capability.TRANSACTIONS;
/** The faces a client may have. */
const FACES = [
  BASE,
  BASE | Capability.DEPRECATE_EOF,
  BASE | Capability.SESSION_TRACK,
  BASE | Capability.DEPRECATE_EOF | Capability.SESSION_TRACK,
  BASE | Capability.DEPRECATE_EOF | Capability.MARIADB_EXTENDED_METADATA | Capability.MARIADB_CACHE_METADATA,
  BASE | Capability.MARIADB_EXTENDED_METADATA,
  BASE | Capability.OPTIONAL_RESULTSET_METADATA,
];

function transcode(exchange: GoldenExchange, to: bigint): Buffer {
  const tracker = new ResponseTracker();
  tracker.begin(exchange.command[0] ?? -1, exchange.capabilities);
  tracker.scan(wireOf(exchange.answer));
  const options = {
    command: exchange.command[0] ?? -1,
    from: exchange.capabilities,
    to,
    status: tracker.facts().status ?? 0,
    resultStatus: [],
    definitions: () => definitionsFor(exchange, tracker.facts().columns ?? 0),
  };
  const transcoder = new Transcoder(options, 1);
  const out: Buffer[] = [];
  for (const { payload } of exchange.answer) out.push(transcoder.packet(payload) ?? Buffer.alloc(0));
  out.push(transcoder.flush() ?? Buffer.alloc(0));
  return Buffer.concat(out);
}

/** A prepare that was answered without definitions can only be shown to a client that wants none. */
function canShow({ command, answer, capabilities }: GoldenExchange, face: bigint): boolean {
  if (command[0] !== CommandCode.COM_STMT_PREPARE || (face & Capability.OPTIONAL_RESULTSET_METADATA) !== 0n)
    return true;
  return (capabilities & Capability.OPTIONAL_RESULTSET_METADATA) === 0n || answer[0]?.payload[12] !== 0;
}

/** Definitions that the capture has elsewhere; any of the right number will do for the shape of a response. */
function definitionsFor(exchange: GoldenExchange, columns: number): Buffer[] {
  const some = answered
    .filter(({ capabilities }) => ((capabilities ^ exchange.capabilities) & ENCODING_BITS) === 0n)
    .flatMap(({ answer }) => answer.map(({ payload }) => payload))
    .find((payload) => payload.subarray(0, 4).equals(Buffer.from('\x03def')));
  return Array.from({ length: columns }, () => some ?? Buffer.alloc(0));
}

describe.each(FACES.map((face) => ({ face, name: capabilityNames(face & ENCODING_BITS).join(' ') })))(
  'for $name',
  ({ face }) => {
    test('every captured response is a whole response, with the same rows and numbers and unbroken sequence ids', () => {
      for (const exchange of answered.filter((one) => canShow(one, face))) {
        const wire = transcode(exchange, face);
        const before = new ResponseTracker();
        before.begin(exchange.command[0] ?? -1, exchange.capabilities);
        before.scan(wireOf(exchange.answer));
        const after = new ResponseTracker();
        after.begin(exchange.command[0] ?? -1, face);
        expect(`${exchange.name} ${after.scan(wire)} ${after.isDone}`).toBe(`${exchange.name} ${wire.length} true`);
        const { status: _, skippedMetadata: __, ...facts } = before.facts();
        expect(after.facts()).toMatchObject(facts);
        expect(sequenceIds(wire)).toEqual(sequenceIds(wire).map((_id, n) => (n + 1) & 0xff));
      }
    });
  },
);

test('to the same capabilities and from them gives the same bytes', () => {
  for (const exchange of answered) {
    const isWhole = !exchange.answer.some(({ payload }) => payload.length === 2 && payload[1] === 0);
    if (isWhole)
      expect(`${exchange.name} ${transcode(exchange, exchange.capabilities).toString('hex')}`).toBe(
        `${exchange.name} ${wireOf(exchange.answer).toString('hex')}`,
      );
  }
});

test('there and back again gives the same bytes, where nothing is lost on the way', () => {
  for (const exchange of answered) {
    const flipped = exchange.capabilities ^ Capability.DEPRECATE_EOF;
    const there = transcode(exchange, flipped);
    const isPlain = exchange.answer.every(({ payload }) => payload.length !== 2);
    if (!isPlain || (exchange.capabilities & Capability.SESSION_TRACK) !== 0n) continue;
    const packets = split(there).map((payload, n) => ({
      from: 'server' as const,
      sequenceId: (n + 1) & 0xff,
      payload,
    }));
    const back = transcode({ ...exchange, answer: packets, capabilities: flipped }, exchange.capabilities);
    expect(`${exchange.name} ${back.toString('hex')}`).toBe(
      `${exchange.name} ${wireOf(exchange.answer).toString('hex')}`,
    );
  }
});

test('a prepare without EOF packets gets them behind parameters and columns', () => {
  const prepare = answered.find(
    ({ command, capabilities, answer }) =>
      command[0] === CommandCode.COM_STMT_PREPARE &&
      (capabilities & Capability.DEPRECATE_EOF) !== 0n &&
      answer[0]?.payload.readUInt16LE(5) !== 0 &&
      answer[0]?.payload.readUInt16LE(7) !== 0,
  );
  if (prepare === undefined) throw new Error('there is no such capture');
  const packets = split(transcode(prepare, BASE));
  expect(packets.filter((payload) => payload[0] === 0xfe && payload.length === 5).length).toBe(2);
});

function split(wire: Buffer): Buffer[] {
  const payloads: Buffer[] = [];
  for (let at = 0; at < wire.length; ) {
    const length = wire.readUIntLE(at, 3);
    payloads.push(wire.subarray(at + HEADER_BYTES, at + HEADER_BYTES + length));
    at += HEADER_BYTES + length;
  }
  return payloads;
}

function sequenceIds(wire: Buffer): number[] {
  const ids: number[] = [];
  for (let at = 0; at < wire.length; at += HEADER_BYTES + wire.readUIntLE(at, 3)) ids.push(wire[at + 3] ?? -1);
  return ids;
}
