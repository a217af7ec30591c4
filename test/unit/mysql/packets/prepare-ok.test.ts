import { describe, expect, test } from 'vitest';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { decodePrepareOk, encodePrepareOk } from '../../../../src/mysql/packets/prepare-ok.ts';
import { expectValueOrMalformed } from '../../../support/codec-properties.ts';
import { at, goldenCapabilities, goldenFrom } from '../../../support/golden.ts';

describe('COM_STMT_PREPARE_OK', () => {
  test("MySQL's is decoded, and encoded to the captured bytes", () => {
    const payload = at(goldenFrom('server', 'mysql-9.7.4/mysql2-execute-table'), 0);
    const decoded = decodePrepareOk(payload, 0n);
    expect(decoded).toEqual({ statementId: 1, columnCount: 19, parameterCount: 2, warnings: 0, hasDefinitions: true });
    expect(encodePrepareOk(decoded, 0n)).toEqual(payload);
  });

  test('says that no definitions follow where the session asked for none', () => {
    const name = 'mysql-9.7.4/raw-optional-metadata';
    const payload = at(goldenFrom('server', name), -3);
    const decoded = decodePrepareOk(payload, goldenCapabilities(name));
    expect(decoded).toMatchObject({ parameterCount: 1, hasDefinitions: false });
    expect(encodePrepareOk(decoded, goldenCapabilities(name))).toEqual(payload);
  });

  test('may end before its warnings', () => {
    const short = Buffer.from('000100000001000200', 'hex');
    expect(() => decodePrepareOk(short, 0n)).toThrow('ends too soon');
    const decoded = decodePrepareOk(Buffer.concat([short, Buffer.alloc(1)]), 0n);
    expect(decoded.warnings).toBeNull();
    expect(encodePrepareOk(decoded, 0n)).toHaveLength(10);
  });

  test('any bytes are a prepare OK or malformed', () => {
    expectValueOrMalformed((payload) => decodePrepareOk(payload, Capability.OPTIONAL_RESULTSET_METADATA), [0]);
  });
});
