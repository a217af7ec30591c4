// A recorded result that came without its column definitions, because the client had them from the prepare (MariaDB's cached
// metadata, MySQL's resultset_metadata=NONE), as one that came with them: what converts rows has to know their types.

import { MockError } from '../../core/errors.ts';
import type { RecordedExchange, RecordedResponse, RecordingReader } from '../../core/recording.ts';
import { packetsOf } from '../../mysql/codec/framing.ts';
import { Transcoder } from '../../mysql/codec/transcoder.ts';
import { Capability } from '../../mysql/constants/capabilities.ts';
import { commandCode } from '../../mysql/constants/commands.ts';
import { preparedDefinitions } from './play-response.ts';

const LEAVE_OUT = Capability.MARIADB_CACHE_METADATA | Capability.OPTIONAL_RESULTSET_METADATA;

/** @throws MockError where the recording has them nowhere */
function definedAnew(
  response: RecordedResponse,
  exchange: RecordedExchange,
  reader: RecordingReader,
): RecordedResponse {
  const encoding = response.encoding & ~LEAVE_OUT;
  if (encoding === response.encoding || response.outcome !== 'resultset') return response;
  const transcoder = new Transcoder(
    {
      command: commandCode(exchange.command),
      from: response.encoding,
      to: encoding,
      status: response.status ?? 0,
      resultStatus: [],
      definitions: () => preparedDefinitions(exchange, reader),
    },
    1,
  );
  const pieces: Buffer[] = [];
  for (const { payload } of packetsOf(response.chunks())) {
    const bytes = transcoder.packet(payload);
    if (bytes !== null) pieces.push(bytes);
  }
  const rest = transcoder.flush();
  if (rest !== null) pieces.push(rest);
  const bytes = Buffer.concat(pieces);
  return { ...response, encoding, bytes: bytes.length, whole: null, chunks: () => [bytes] };
}

/**
 * The response itself where it was recorded under no capability that leaves definitions out, and where the recording has them
 * nowhere: then its rows cannot be read, which whoever converts them sees.
 */
export function withDefinitions(
  response: RecordedResponse,
  exchange: RecordedExchange,
  reader: RecordingReader,
): RecordedResponse {
  try {
    return definedAnew(response, exchange, reader);
  } catch (error) {
    if (error instanceof MockError) return response;
    throw error;
  }
}
