// An answer in a text twin: one line per packet, rows as a table. Each packet is encoded again where it is written
// (answer-writer.ts), so that an answer that this form cannot show exactly is written as the bytes of its packets. That what
// is written is read as the same bytes is what test/unit/tools/text/lines/answer-lines.test.ts proves.

import { type Packet, splitResponse } from '../../../mysql/codec/response-packets.ts';
import type { AnswerContext } from '../reading/answer-context.ts';
import { formatPackets } from '../writing/answer-writer.ts';
import type { AppendixWriter } from '../writing/appendix.ts';

/** Longer answers stand in the appendix. */
const MOST_BYTES = 32 * 1024;
const MOST_ROWS = 100;
/** Payloads up to this length are written in the line. */
const INLINE_BYTES = 128;

/** Lines of an answer, without indentation. */
export function formatAnswer(bytes: Buffer, context: AnswerContext, appendix: AppendixWriter): string[] {
  const packets = splitResponse(bytes, context.command, context.encoding);
  if (packets === null) return [`bytes ${appendix.addBytes(bytes)}`];
  const rows = packets.reduce((count, { kind }) => count + (kind === 'row' ? 1 : 0), 0);
  if (bytes.length > MOST_BYTES || rows > MOST_ROWS) {
    return [`bytes ${appendix.addBytes(bytes)}`, `# ${rows} rows, ${bytes.length} bytes`];
  }
  return formatPackets(packets, context, appendix) ?? rawPackets(packets, appendix);
}

function rawPackets(packets: readonly Packet[], appendix: AppendixWriter): string[] {
  return packets.flatMap(({ payload, sequenceId }) => [
    ...(sequenceId === null ? [] : [`seq ${sequenceId}`]),
    payload.length <= INLINE_BYTES ? `packet 0x${payload.toString('hex')}` : `packet ${appendix.addBytes(payload)}`,
  ]);
}
