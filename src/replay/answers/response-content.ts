// Whether two recorded answers say the same. Their bytes may differ without that: they came to clients with other
// capabilities, or name a prepared statement by another id.

import { createHash } from 'node:crypto';
import { MockError } from '../../core/errors.ts';
import type { RecordedExchange, RecordedResponse, RecordingReader } from '../../core/recording.ts';
import { packetsOf } from '../../mysql/codec/framing.ts';
import { Transcoder } from '../../mysql/codec/transcoder.ts';
import { Capability } from '../../mysql/constants/capabilities.ts';
import { CommandCode, commandCode } from '../../mysql/constants/commands.ts';
import { decodePrepareOk, encodePrepareOk } from '../../mysql/packets/prepare-ok.ts';
import { preparedDefinitions } from './play-response.ts';

/** What every response is rewritten for, to be compared. */
const COMMON = Capability.PROTOCOL_41 | Capability.DEPRECATE_EOF;
/** Larger ones are the same only where they were stored as one. */
const COMPARED_BYTES = 16 * 1024 * 1024;
const REMEMBERED_DIGESTS = 20_000;

export class ResponseContents {
  readonly #reader: RecordingReader;
  readonly #digests = new Map<number, string>();

  constructor(reader: RecordingReader) {
    this.#reader = reader;
  }

  /** Whether both are whole and say the same. */
  isSame(a: RecordedExchange, b: RecordedExchange): boolean {
    if (a.gap !== null || b.gap !== null) return false;
    if (a.responseId === b.responseId) return true;
    if (a.responseId === null || b.responseId === null || a.command !== b.command) return false;
    return this.#digest(a, a.responseId) === this.#digest(b, b.responseId);
  }

  /** Equal for those that say the same; null for one that is not whole, which says the same as no other. */
  keyOf(exchange: RecordedExchange): string | null {
    const { gap, responseId, command } = exchange;
    if (gap !== null) return null;
    return responseId === null ? `${command} none` : `${command} ${this.#digest(exchange, responseId)}`;
  }

  #digest(exchange: RecordedExchange, id: number): string {
    let digest = this.#digests.get(id);
    if (digest === undefined) {
      digest = digestOf(exchange, this.#reader.response(id), this.#reader) ?? `response ${id}`;
      if (this.#digests.size >= REMEMBERED_DIGESTS) this.#digests.clear();
      this.#digests.set(id, digest);
    }
    return digest;
  }
}

/** Null where it is too long, or cannot be rewritten. */
function digestOf(exchange: RecordedExchange, response: RecordedResponse, reader: RecordingReader): string | null {
  if (response.bytes > COMPARED_BYTES) return null;
  const command = commandCode(exchange.command);
  const transcoder = new Transcoder(
    {
      command,
      from: response.encoding,
      to: COMMON,
      status: 0,
      resultStatus: [],
      definitions: () => preparedDefinitions(exchange, reader),
    },
    0,
  );
  const hash = createHash('sha256');
  let isFirst = command === CommandCode.COM_STMT_PREPARE && response.outcome !== 'error';
  try {
    for (const { payload } of packetsOf(response.chunks())) {
      const bytes = transcoder.packet(isFirst ? withoutId(payload, response.encoding) : payload);
      isFirst = false;
      if (bytes !== null) hash.update(bytes);
    }
    const rest = transcoder.flush();
    if (rest !== null) hash.update(rest);
    return hash.digest('base64');
  } catch (error) {
    if (error instanceof MockError) return null;
    throw error;
  }
}

function withoutId(payload: Buffer, encoding: bigint): Buffer {
  return encodePrepareOk({ ...decodePrepareOk(payload, encoding), statementId: 0 }, encoding);
}
