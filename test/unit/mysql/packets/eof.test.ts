import { describe, expect, test } from 'vitest';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { Status } from '../../../../src/mysql/constants/status.ts';
import { decodeEof, encodeEof } from '../../../../src/mysql/packets/eof.ts';
import { expectValueOrMalformed } from '../../../support/codec-properties.ts';
import { at, goldenFrom } from '../../../support/golden.ts';

const eof = at(goldenFrom('server', 'mysql-9.7.4/mysql2-select-table'), -1);

describe('EOF_Packet', () => {
  test("MySQL's is decoded, and encoded to the captured bytes", () => {
    const decoded = decodeEof(eof, Capability.PROTOCOL_41);
    expect(decoded).toEqual({ warnings: 0, status: Status.AUTOCOMMIT | Status.NO_INDEX_USED });
    expect(encodeEof(decoded, Capability.PROTOCOL_41)).toEqual(eof);
  });

  test('is its header alone before 4.1', () => {
    expect(encodeEof({ warnings: 1, status: 2 }, 0n)).toEqual(Buffer.from([0xfe]));
    expect(decodeEof(Buffer.from([0xfe]), 0n)).toEqual({ warnings: 0, status: 0 });
  });

  test('any bytes are an EOF packet or malformed', () => {
    expectValueOrMalformed((payload) => decodeEof(payload, Capability.PROTOCOL_41), [0xfe]);
  });
});
