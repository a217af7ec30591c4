// Every decoder of the protocol, given any bytes and captured packets with something wrong in them: it returns a value
// or says which field made no sense and where, in bounded time, and never fails in any other way.

import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MalformedPacketError, MockError } from '../../../src/core/errors.ts';
import { decodeResponse } from '../../../src/mysql/codec/decode-response.ts';
import { ResponseTracker } from '../../../src/mysql/codec/response-tracker.ts';
import { Transcoder } from '../../../src/mysql/codec/transcoder.ts';
import { payloads } from '../../../src/mysql/codec/walk-response.ts';
import { Capability } from '../../../src/mysql/constants/capabilities.ts';
import { ColumnType } from '../../../src/mysql/constants/column-types.ts';
import { CommandCode } from '../../../src/mysql/constants/commands.ts';
import { SessionState } from '../../../src/mysql/session/session-state.ts';
import { fuzzParameters, goldenPayloads, mutatedPayload, mutations } from '../../support/fuzz.ts';
import fc from '../../support/property.ts';

type Decode = (payload: Buffer, capabilities: bigint) => unknown;
const PACKETS = new URL('../../../src/mysql/packets/', import.meta.url);
/** Far above what any decoder takes for a packet of this size, far below what a lying count would cost. */
const MOST_MS = 500;

/** What a decoder takes besides the payload and capabilities. */
const types = Object.values(ColumnType).map((type) => ({ type, isUnsigned: type % 2 === 0 }));
const FURTHER: Readonly<Record<string, readonly unknown[]>> = {
  decodeBinaryRow: [types.slice(0, 12)],
  decodeTextRow: [7],
};
const executeContexts = (capabilities: bigint) => [
  { capabilities, parameterCount: 0 },
  { capabilities, parameterCount: 3, remembered: types.map((type) => ({ ...type, name: null })) },
  { capabilities, parameterCount: 65535, longData: new Map([[1, Buffer.from('long')]]) },
];

/** Every exported `decode…` function of the packets' files. */
async function decoders(): Promise<[string, Decode][]> {
  const found: [string, Decode][] = [];
  for (const file of readdirSync(PACKETS)) {
    const exported: Record<string, unknown> = await import(new URL(file, PACKETS).href);
    for (const [name, value] of Object.entries(exported)) {
      if (!name.startsWith('decode') || typeof value !== 'function') continue;
      const further = FURTHER[name];
      if (name === 'decodeComStmtExecute') {
        found.push([name, (payload, flags) => executeContexts(flags).map((context) => value(payload, context))]);
      } else found.push([name, (payload, flags) => value(payload, ...(further ?? [flags]))]);
    }
  }
  return found;
}

const all = Object.values(Capability).reduce((sum, flag) => sum | flag, 0n);
const capabilities = fc.oneof(
  fc.constantFrom(all, 0n, all & ~Capability.LONG_PASSWORD, Capability.PROTOCOL_41),
  fc.bigInt({ min: 0n, max: all }),
);
const captured = [...goldenPayloads('client'), ...goldenPayloads('server')];
const input = fc.oneof(
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...captured), mutations)
      .map(([payload, changes]) => mutatedPayload(payload, ...changes)),
  },
);
const commands = Object.values(CommandCode);

/** Runs it, and returns what it says of bytes that it cannot read. */
function complaint(run: () => unknown): MockError | null {
  const began = performance.now();
  try {
    run();
    return null;
  } catch (error) {
    if (error instanceof MockError) return error;
    throw error;
  } finally {
    expect(performance.now() - began).toBeLessThan(MOST_MS);
  }
}

/** A complaint that names the packet, the field, and where in the payload it stands. */
function expectNamed(error: MockError | null, payload: Buffer): void {
  if (error === null) return;
  if (!(error instanceof MalformedPacketError)) throw error;
  const { packet, field, offset, available } = error.details;
  expect(error.message).toContain(`${packet}: ${field} at offset ${offset}: `);
  expect(packet && field).not.toBe('');
  expect(offset).toBeGreaterThanOrEqual(0);
  expect(offset).toBeLessThanOrEqual(payload.length);
  expect(available).toBeGreaterThanOrEqual(0);
}

describe('any bytes', async () => {
  test.each(await decoders())('%s: a value, or an error with field and offset', (_name, decode) => {
    const property = fc.property(input, capabilities, (payload, flags) => {
      expectNamed(
        complaint(() => decode(payload, flags)),
        payload,
      );
    });
    fc.assert(property, fuzzParameters(1, 2000));
  });

  const stream = fc.array(input, { minLength: 1, maxLength: 6 }).map((parts) => Buffer.concat(parts.map(framed)));

  test('a response that is relayed', () => {
    const property = fc.property(stream, fc.constantFrom(...commands), capabilities, (bytes, command, flags) => {
      const tracker = new ResponseTracker();
      tracker.begin(command, flags);
      const error = complaint(() => {
        for (let at = 0; at < bytes.length && !tracker.isDone; ) {
          const used = tracker.scan(bytes.subarray(at, at + 50));
          at += used;
          if (tracker.isClientTurn) tracker.resume();
        }
      });
      expectNamed(error, bytes);
      tracker.facts();
    });
    fc.assert(property, fuzzParameters(2, 5000));
  });

  test('a response that is cut at other places is the same', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 });
    const property = fc.property(
      stream,
      fc.constantFrom(...commands),
      capabilities,
      sizes,
      (bytes, command, flags, cuts) => {
        const follow = (next: () => number) => {
          const tracker = new ResponseTracker();
          tracker.begin(command, flags);
          let at = 0;
          const error = complaint(() => {
            while (at < bytes.length && !tracker.isDone && !tracker.isClientTurn) {
              at += tracker.scan(bytes.subarray(at, at + next()));
            }
          });
          return error === null ? { at, facts: tracker.facts() } : { message: error.message };
        };
        let turn = 0;
        const whole = follow(() => bytes.length);
        expect(follow(() => cuts[turn++ % cuts.length] ?? 1)).toEqual(whole);
      },
    );
    fc.assert(property, fuzzParameters(2, 5000));
  });

  test('a response that is shown', () => {
    const property = fc.property(stream, fc.constantFrom(...commands), capabilities, (bytes, command, encoding) => {
      const run = () => {
        for (const part of decodeResponse([bytes], { command, encoding, knownColumns: () => [] })) {
          if (part.kind === 'row') complaint(() => part.decode());
        }
      };
      expect(complaint(run)).toBeNull();
    });
    fc.assert(property, fuzzParameters(2, 5000));
  });

  test('a response that is rewritten for another client', () => {
    const property = fc.property(
      stream,
      fc.constantFrom(...commands),
      capabilities,
      capabilities,
      (bytes, command, from, to) => {
        const options = { command, from, to, resultStatus: [], status: 2, definitions: () => [] };
        const transcoder = new Transcoder(options, 1);
        complaint(() => {
          for (const payload of payloads([bytes])) transcoder.packet(payload);
          transcoder.flush();
        });
      },
    );
    fc.assert(property, fuzzParameters(2, 5000));
  });

  test('commands of a connection: each is read, whatever it is', () => {
    const sequence = fc.array(input, { minLength: 1, maxLength: 8 });
    const property = fc.property(sequence, capabilities, fc.nat(0xffff), (payloadsOfClient, flags, collation) => {
      const state = new SessionState({
        capabilities: flags,
        user: 'app',
        database: 'test',
        charset: collation,
        status: 2,
      });
      const prepared = { id: 1, columns: 1, parameters: 2 };
      for (const payload of payloadsOfClient) {
        const run = () => {
          const command = state.decode(payload);
          const facts = { ...NOTHING, prepared: command.code === CommandCode.COM_STMT_PREPARE ? prepared : null };
          state.apply(command, facts, null);
        };
        expect(complaint(run)).toBeNull();
      }
    });
    fc.assert(property, fuzzParameters(2, 5000));
  });
});

const NOTHING = {
  outcome: 'ok' as const,
  errorCode: null,
  sqlState: null,
  errorMessage: null,
  affectedRows: null,
  lastInsertId: null,
  warnings: null,
  status: 2,
  columns: null,
  rows: null,
  prepared: null,
  skippedMetadata: false,
};

function framed(payload: Buffer, index: number): Buffer {
  const header = Buffer.alloc(4);
  header.writeUIntLE(payload.length, 0, 3);
  header[3] = (index + 1) & 0xff;
  return Buffer.concat([header, payload]);
}
