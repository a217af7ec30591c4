import { describe, expect, test } from 'vitest';
import {
  decodeProgressReport,
  encodeProgressReport,
  isProgressReport,
} from '../../../../src/mysql/packets/progress-report.ts';
import { expectValueOrMalformed } from '../../../support/codec-properties.ts';
import { goldenFrom } from '../../../support/golden.ts';

const reports = goldenFrom('server', 'mariadb-10.11.18/mariadb-progress').filter(isProgressReport);

describe('progress report', () => {
  test("MariaDB's are told from errors, decoded, and encoded to the captured bytes", () => {
    expect(reports.length).toBeGreaterThan(0);
    const decoded = reports.map(decodeProgressReport);
    expect(decoded[0]).toMatchObject({ stringCount: 1, stage: 1, maxStage: 2, info: Buffer.from('copy to tmp table') });
    expect(decoded.map(encodeProgressReport)).toEqual(reports);
    expect(isProgressReport(Buffer.from('ff1504', 'hex'))).toBe(false);
  });

  test('any bytes are a report or malformed', () => expectValueOrMalformed(decodeProgressReport, [255, 255, 255]));
});
