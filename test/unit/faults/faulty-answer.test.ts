// A fault changes an answer by what it says and by nothing else, in whatever pieces the answer comes.

import { expect, test } from 'vitest';
import type { StatementFault } from '../../../src/faults/fault.ts';
import { FaultyReply } from '../../../src/faults/faulty-reply.ts';
import { XFaultyAnswer } from '../../../src/faults/x-faulty-answer.ts';
import { encodeResultSet } from '../../../src/mysql/codec/encode-result-set.ts';
import { Capability } from '../../../src/mysql/constants/capabilities.ts';
import { CommandCode } from '../../../src/mysql/constants/commands.ts';
import { encodeTextRow } from '../../../src/mysql/packets/text-row.ts';
import { frameMessage } from '../../../src/mysqlx/codec/framing.ts';
import { ServerMessage } from '../../../src/mysqlx/constants/message-types.ts';
import fc from '../../support/property.ts';

const CAPABILITIES = Capability.PROTOCOL_41 | Capability.DEPRECATE_EOF;
const NEVER = new Promise<void>(() => undefined);
const ROWS = 3;
const rows = Array.from({ length: ROWS }, (_, n) => encodeTextRow([Buffer.from(`row ${n}`)]));
const NOTHING = Buffer.alloc(0);
const column = {
  ...{ catalog: NOTHING, schema: NOTHING, table: NOTHING, originalTable: NOTHING, name: Buffer.from('a') },
  ...{ originalName: NOTHING, extendedMetadata: [], charset: 45, displayLength: 80, type: 253, flags: 0, decimals: 0 },
};
const CLASSIC = encodeResultSet([column], rows, { capabilities: CAPABILITIES, status: 2 });
const X = Buffer.concat([
  frameMessage(ServerMessage.RESULTSET_COLUMN_META_DATA, Buffer.from([0x08, 0x07])),
  ...rows.map((row) => frameMessage(ServerMessage.RESULTSET_ROW, row)),
  frameMessage(ServerMessage.RESULTSET_FETCH_DONE),
  frameMessage(ServerMessage.SQL_STMT_EXECUTE_OK),
]);

interface Heard {
  readonly bytes: Buffer;
  readonly endsConnection: boolean;
}

async function heard(protocol: 'classic' | 'x', fault: StatementFault, cuts: readonly number[]): Promise<Heard> {
  const sent: Buffer[] = [];
  const write = async (bytes: Buffer) => void sent.push(Buffer.from(bytes));
  const reply = { write, readClientPacket: () => Promise.reject(new Error('nobody asks')) };
  const faulty =
    protocol === 'x'
      ? new XFaultyAnswer(write, NEVER, fault)
      : new FaultyReply(reply, NEVER, fault, CommandCode.COM_QUERY, CAPABILITIES);
  const answer = protocol === 'x' ? X : CLASSIC;
  const bounds = [0, ...cuts.map((cut) => cut % answer.length).sort((a, b) => a - b), answer.length];
  for (const [at, from] of bounds.slice(0, -1).entries()) void faulty.write(answer.subarray(from, bounds[at + 1]));
  await faulty.finish();
  return { bytes: Buffer.concat(sent), endsConnection: faulty.endsConnection };
}

const pieces = fc.array(fc.nat(), { maxLength: 6 });

test.each(['classic', 'x'] as const)(
  '%s: a delay of nothing changes nothing, in whatever pieces it comes',
  async (protocol) => {
    await fc.assert(
      fc.asyncProperty(pieces, async (cuts) => {
        const { bytes, endsConnection } = await heard(protocol, { fault: 'delay', ms: 0 }, cuts);
        expect(bytes.equals(protocol === 'x' ? X : CLASSIC)).toBe(true);
        expect(endsConnection).toBe(false);
      }),
      { numRuns: 50 },
    );
  },
);

test.each(['classic', 'x'] as const)('%s: a cut lets exactly so many bytes out', async (protocol) => {
  await fc.assert(
    fc.asyncProperty(pieces, fc.nat(40), async (cuts, afterBytes) => {
      const { bytes, endsConnection } = await heard(protocol, { fault: 'close', afterBytes }, cuts);
      expect(bytes.equals((protocol === 'x' ? X : CLASSIC).subarray(0, afterBytes))).toBe(true);
      expect(endsConnection).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test.each(['classic', 'x'] as const)(
  '%s: an error stands behind so many rows, or in place of the end',
  async (protocol) => {
    for (const afterRows of [0, 1, ROWS, 99]) {
      const { bytes, endsConnection } = await heard(protocol, { fault: 'killed', afterRows }, [7, 20]);
      const shown = Array.from({ length: ROWS }, (_, n) => bytes.includes(`row ${n}`)).filter(Boolean).length;
      expect([afterRows, shown]).toEqual([afterRows, Math.min(afterRows, ROWS)]);
      expect(bytes.includes('interrupted')).toBe(true);
      expect(endsConnection).toBe(false);
    }
  },
);

test('classic: a wrong sequence id is that of the first packet alone', async () => {
  const { bytes } = await heard('classic', { fault: 'wrongSequence' }, []);
  const differing = [...bytes.keys()].filter((at) => bytes[at] !== CLASSIC[at]);
  expect(differing).toEqual([3]);
});
