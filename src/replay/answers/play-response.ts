// Sends a recorded response: byte for byte, transcoded for other capabilities, or interrupted by the client's file (LOCAL
// INFILE).

import { createHash } from 'node:crypto';
import type { Command, ResponseFacts } from '../../core/command.ts';
import type { RecordedExchange, RecordedResponse, RecordingReader } from '../../core/recording.ts';
import type { Reply } from '../../core/responder.ts';
import { answerSequenceId, HEADER_BYTES, packetsOf } from '../../mysql/codec/framing.ts';
import { Transcoder } from '../../mysql/codec/transcoder.ts';
import { walkResponse } from '../../mysql/codec/walk-response.ts';
import { CommandCode } from '../../mysql/constants/commands.ts';
import { asksCursor } from '../../mysql/packets/com-stmt-execute.ts';
import { decodeLocalInfileRequest, encodeLocalInfileRequest } from '../../mysql/packets/local-infile-request.ts';
import { decodePrepareOk, encodePrepareOk } from '../../mysql/packets/prepare-ok.ts';
import { localFileName } from '../../sql/local-load.ts';

/** A recorded response on its way to a client. */
export interface Playing {
  readonly command: Command;
  readonly exchange: RecordedExchange;
  readonly response: RecordedResponse;
  readonly reply: Reply;
  readonly capabilities: bigint;
  /** Status flags that hold on the connection. */
  readonly status: number;
  /** The id that a prepared statement gets on this connection; null where none is prepared. */
  statementId: number | null;
}

/**
 * Sends the recorded bytes as they are, but for a statement id of this connection's own. A promise only where there is something
 * to wait for.
 */
export function playRecorded(playing: Playing): Promise<void> | undefined {
  const { response, reply, statementId } = playing;
  const { whole } = response;
  return whole !== null && statementId === null ? reply.write(whole) : playPieces(playing);
}

async function playPieces({ response, reply, statementId }: Playing): Promise<void> {
  let isFirst = true;
  for (const chunk of response.chunks()) {
    let bytes = chunk;
    if (isFirst && statementId !== null) {
      bytes = Buffer.from(chunk);
      bytes.writeUInt32LE(statementId, HEADER_BYTES + 1);
    }
    isFirst = false;
    await reply.write(bytes);
  }
}

/** @throws MockError where the recording lacks what the client's capabilities ask for */
export async function playTranscoded(playing: Playing, reader: RecordingReader): Promise<void> {
  const { response, reply } = playing;
  const transcoder = transcoderFor(playing, reader);
  let isFirst = true;
  for (const { payload } of packetsOf(response.chunks())) {
    const bytes = transcoder.packet(isFirst ? withStatementId(payload, playing) : payload);
    isFirst = false;
    if (bytes !== null) await reply.write(bytes);
  }
  const rest = transcoder.flush();
  if (rest !== null) await reply.write(rest);
}

/**
 * Asks the client for its file as the server did, and sends what the server said to it.
 * @returns whether the file was the recorded one; if not, `sequenceId` is the next packet's and nothing was sent
 */
export async function playInfile(
  playing: Playing,
  reader: RecordingReader,
): Promise<{ matches: boolean; sequenceId: number }> {
  const { response, reply, exchange } = playing;
  const transcoder = transcoderFor(playing, reader);
  const shape = { command: playing.command.code, encoding: response.encoding };
  for (const { payload, kind } of walkResponse(response.chunks(), shape)) {
    const isRequest = kind === 'local_infile';
    const bytes = transcoder.payload(isRequest ? withLiveName(payload, playing, reader) : payload);
    if (bytes !== null) await reply.write(bytes);
    if (!isRequest) continue;
    const request = transcoder.flush();
    if (request !== null) await reply.write(request);
    const sent = await readFile(reply);
    const recorded = recordedFile(reader.parametersOf(exchange.id));
    if (recorded !== null && recorded !== sent.sha256) return { matches: false, sequenceId: sent.nextSequenceId };
    transcoder.sequenceId = sent.nextSequenceId;
    transcoder.resume();
  }
  const rest = transcoder.flush();
  if (rest !== null) await reply.write(rest);
  return { matches: true, sequenceId: 0 };
}

/** The client is asked for the file that its own statement names. */
function withLiveName(request: Buffer, { command, exchange }: Playing, reader: RecordingReader): Buffer {
  const { sql, dialect } = command;
  const live = sql === null ? null : localFileName(sql, dialect);
  const recorded = localFileName(Buffer.from(reader.statementOf(exchange.id) ?? ''), dialect);
  if (live === null || recorded === null || !decodeLocalInfileRequest(request).equals(recorded)) return request;
  return encodeLocalInfileRequest(live);
}

/** What a COM_STMT_PREPARE response says, with the statement id that the client got. */
export function preparedBy({ response, statementId }: Playing): ResponseFacts['prepared'] {
  const [first] = packetsOf(response.chunks());
  if (first === undefined || statementId === null) return null;
  const { columnCount, parameterCount } = decodePrepareOk(first.payload, response.encoding);
  return { id: statementId, columns: columnCount, parameters: parameterCount };
}

/** Rewrites a response for the client that it is for. */
export function transcoderFor(playing: Playing, reader: RecordingReader): Transcoder {
  const { command, exchange, response, capabilities } = playing;
  const options = {
    command: command.code,
    asksCursor: asksCursor(command),
    from: response.encoding,
    to: capabilities,
    status: response.status ?? playing.status,
    resultStatus: resultStatus(command, response),
    definitions: () => preparedDefinitions(exchange, reader),
  };
  return new Transcoder(options, answerSequenceId(command.payload.length));
}

/** Reading a response twice is worth it up to this size. */
const LOOK_AHEAD_BYTES = 16 * 1024 * 1024;

/** Status flags at the end of each of a response's results. */
function resultStatus(command: Command, response: RecordedResponse): readonly number[] {
  if (response.bytes > LOOK_AHEAD_BYTES) return [];
  const shape = { command: command.code, encoding: response.encoding, asksCursor: asksCursor(command) };
  const statuses: number[] = [];
  for (const { kind, ok } of walkResponse(response.chunks(), shape)) {
    if (kind === 'ok' || kind === 'rows_eof') statuses.push(ok.status);
  }
  return statuses;
}

/** Column definitions of the result, as the prepare's response has them; of a cursor's rows those of the execute that opened it. */
export function preparedDefinitions(exchange: RecordedExchange, reader: RecordingReader): readonly Buffer[] {
  const opened = exchange.command === 'COM_STMT_FETCH' ? cursorDefinitions(exchange, reader) : [];
  if (opened.length > 0) return opened;
  const prepare = exchange.prepareExchange === null ? undefined : reader.exchangeById(exchange.prepareExchange);
  if (prepare?.responseId == null) return [];
  const response = reader.response(prepare.responseId);
  const shape = { command: CommandCode.COM_STMT_PREPARE, encoding: response.encoding };
  let columns: readonly Buffer[] = [];
  for (const { before, definitions } of walkResponse(response.chunks(), shape)) {
    if (before === 'prepareColumns') columns = definitions;
  }
  return columns;
}

/** A server may give a column another type than it told at the prepare. */
function cursorDefinitions(fetch: RecordedExchange, reader: RecordingReader): readonly Buffer[] {
  const responseId = reader.executeBefore(fetch)?.responseId ?? null;
  if (responseId === null) return [];
  const response = reader.response(responseId);
  const shape = { command: CommandCode.COM_STMT_EXECUTE, encoding: response.encoding, asksCursor: true };
  const columns: Buffer[] = [];
  for (const { kind, payload } of walkResponse(response.chunks(), shape)) {
    if (kind === 'column') columns.push(Buffer.from(payload));
  }
  return columns;
}

function withStatementId(payload: Buffer, { response, statementId }: Playing): Buffer {
  if (statementId === null) return payload;
  return encodePrepareOk({ ...decodePrepareOk(payload, response.encoding), statementId }, response.encoding);
}

async function readFile(reply: Reply): Promise<{ sha256: string; nextSequenceId: number }> {
  const hash = createHash('sha256');
  for (;;) {
    const { payload, sequenceId } = await reply.readClientPacket();
    hash.update(payload);
    if (payload.length === 0) return { sha256: hash.digest('hex'), nextSequenceId: (sequenceId + 1) & 0xff };
  }
}

function recordedFile(parameters: string | null): string | null {
  if (parameters === null) return null;
  const facts: { local_infile?: { sha256?: string } } = JSON.parse(parameters);
  return facts.local_infile?.sha256 ?? null;
}
