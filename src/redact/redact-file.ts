// A recording with values masked by rules: read twice, once to learn which values there are, once to write.

import { NO_FACTS } from '../domain/command.ts';
import { MockError } from '../domain/errors.ts';
import { rulesOf } from '../fingerprint/recorded-rules.ts';
import type { ListedExchange, ListedSession } from '../recording/listing.ts';
import { openRecording, type RecordingFileReader } from '../recording/reader.ts';
import { writeWholeRecording } from '../recording/write-whole.ts';
import type { RecordingFileWriter } from '../recording/writer.ts';
import { copyServer } from '../rewrite/copy-server.ts';
import { metaOf } from '../rewrite/merge.ts';
import { Masker, type Touched } from './masker.ts';
import { Pseudonyms } from './pseudonym.ts';
import type { Rule } from './rules.ts';
import { SessionMasker, type Told } from './session-masker.ts';

export interface RedactOptions {
  readonly rules: readonly Rule[];
  readonly key: Buffer;
  readonly isOverwrite: boolean;
}

/** What was touched, by rule. */
export function redactFile(
  file: string,
  output: string,
  { rules, key, isOverwrite }: RedactOptions,
): readonly Touched[] {
  const masker = new Masker(rules, new Pseudonyms(key));
  const reader = openRecording(file);
  try {
    checkProtocol(reader);
    learn(reader, masker);
    writeMasked(reader, masker, output, isOverwrite);
    return masker.touched;
  } finally {
    reader.close();
  }
}

/**
 * Masks in a recording, in place, values that were met after something with them had been written.
 * @param masker knows these values and has no rules, since their work is done
 */
export function cleanFile(file: string, masker: Masker): void {
  const reader = openRecording(file);
  try {
    writeMasked(reader, masker, file, true);
  } finally {
    reader.close();
  }
}

function checkProtocol(reader: RecordingFileReader): void {
  for (const { facts } of reader.listSessions()) {
    if (facts.protocol === 'classic') continue;
    throw new MockError(
      'USAGE',
      `${reader.path} has sessions of the X Protocol, which are not masked: record it without`,
    );
  }
}

function learn(reader: RecordingFileReader, masker: Masker): void {
  const rules = rulesOf(reader);
  for (const session of reader.listSessions()) {
    const following = new SessionMasker(session.facts, masker, rules);
    for (const exchange of reader.listExchanges({ session: session.id })) {
      const told = answerOf(reader, exchange);
      const command = following.read(exchange);
      following.learn(command, told.answer);
      following.note(command, null, told, exchange.id);
    }
  }
}

function answerOf(reader: RecordingFileReader, { responseId }: ListedExchange): Told {
  if (responseId === null) return { answer: null, facts: NO_FACTS };
  return { answer: reader.response(responseId), facts: reader.responseFacts(responseId) };
}

function writeMasked(reader: RecordingFileReader, masker: Masker, output: string, isOverwrite: boolean): void {
  writeWholeRecording(output, { meta: metaOf(reader), isOverwrite }, (writer) => {
    const rules = rulesOf(reader);
    const sessions = reader.listSessions();
    const following = new Map(
      sessions.map((session) => [session.id, begin(session, new SessionMasker(session.facts, masker, rules), writer)]),
    );
    for (const exchange of reader.listExchanges()) {
      const session = following.get(exchange.session);
      masker.exchange = exchange.id;
      if (session !== undefined) writeExchange(reader, writer, exchange, session);
    }
    for (const { id, ending, endedAtUs } of sessions) {
      const session = following.get(id);
      if (session !== undefined && endedAtUs !== null) writer.endSession(session.id, ending, endedAtUs);
    }
    copyServer(reader, writer, (text) => masker.cleaned(text, 'messages'));
  });
}

interface Following {
  readonly id: number;
  readonly masker: SessionMasker;
}

function begin({ facts }: ListedSession, masker: SessionMasker, writer: RecordingFileWriter): Following {
  return { id: writer.beginSession(facts), masker };
}

/** Ids stay: nothing is left out. */
function writeExchange(
  reader: RecordingFileReader,
  writer: RecordingFileWriter,
  exchange: ListedExchange,
  { id: session, masker }: Following,
): void {
  const told = answerOf(reader, exchange);
  const command = masker.read(exchange);
  const { transaction } = masker;
  const response = told.answer === null ? null : writer.openResponse();
  const masked = masker.mask(exchange, command, told, (bytes) => response?.write(bytes));
  const { command: _command, facts, isAnswerKept, ...derived } = masked;
  const { id, ordinal, scope, begunAfter, startedAtUs, firstByteUs, lastByteUs } = exchange;
  const place = { id, session, ordinal, scope, transaction, begunAfter: begunAfter ?? id - 1 };
  const times = { startedAtUs, firstByteUs, lastByteUs };
  if (!isAnswerKept) response?.discard();
  writer.putExchange(
    { ...derived, command: exchange.command, ...place, ...times },
    isAnswerKept || response === null ? response : writer.openResponse(),
    facts,
    told.answer?.encoding ?? 0n,
  );
  masker.note(command, masked, told, id);
}
