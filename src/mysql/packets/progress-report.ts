// MariaDB's progress report: an ERR packet with code 0xFFFF that arrives in mid response and ends nothing.
// https://mariadb.com/kb/en/err_packet/

import { PayloadReader } from '../../core/bytes/payload-reader.ts';
import { PayloadWriter } from '../../core/bytes/payload-writer.ts';

const PACKET = 'ERR_Packet (progress report)';

export interface ProgressReport {
  /** Number of strings; 1 in every server so far. */
  readonly stringCount: number;
  readonly stage: number;
  readonly maxStage: number;
  /** Thousandths of a percent. */
  readonly progress: number;
  readonly info: Buffer;
}

/** Whether an ERR packet's payload is a progress report; only a client with MARIADB_PROGRESS is sent one. */
export function isProgressReport(payload: Buffer): boolean {
  return payload.length > 3 && payload[0] === 0xff && payload[1] === 0xff && payload[2] === 0xff;
}

/** @throws MalformedPacketError */
export function decodeProgressReport(payload: Buffer): ProgressReport {
  const reader = new PayloadReader(payload, PACKET);
  reader.skip(3, 'header');
  if (!isProgressReport(payload)) throw reader.error('this is no progress report');
  const report = {
    stringCount: reader.int1('string count'),
    stage: reader.int1('stage'),
    maxStage: reader.int1('max stage'),
    progress: reader.int3('progress'),
    info: reader.lenencBytes('info'),
  };
  reader.end();
  return report;
}

export function encodeProgressReport(report: ProgressReport): Buffer {
  const writer = new PayloadWriter().int1(0xff).int2(0xffff);
  writer.int1(report.stringCount).int1(report.stage).int1(report.maxStage).int3(report.progress);
  return writer.lenencBytes(report.info).finish();
}
