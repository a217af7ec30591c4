// A recording with values masked by rules: read twice, once to learn which values there are, once to write.

import type { StatementRules } from '../../core/command.ts';
import { NO_FACTS } from '../../core/command.ts';
import { STATE_RULES } from '../../identity/identity-rules.ts';
import { rulesOf } from '../../identity/recorded-rules.ts';
import { writeWholeRecording } from '../../store/file/write-whole.ts';
import type { ListedExchange, ListedSession } from '../../store/reading/listing.ts';
import { openRecording, type RecordingFileReader } from '../../store/reading/reader.ts';
import type { RecordingFileWriter } from '../../store/writing/writer.ts';
import { copyServer } from '../rewrite/copy-server.ts';
import { metaOf } from '../rewrite/merge.ts';
import { Masker, type Touched } from './masker.ts';
import { Pseudonyms } from './pseudonym.ts';
import type { Rule } from './rules.ts';
import { SessionMasker, type Told } from './session-masker.ts';
import { XSessionMasker } from './x-session-masker.ts';

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
    learnRecording(reader, masker);
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

/** Tells the masker of every value that rules are about. */
export function learnRecording(reader: RecordingFileReader, masker: Masker): void {
  const rules = rulesOf(reader);
  for (const session of reader.listSessions()) {
    const exchanges = reader.listExchanges({ session: session.id });
    if (session.facts.protocol === 'x') {
      const following = new XSessionMasker(session.facts, masker);
      for (const exchange of exchanges) {
        const answer = wholeAnswer(reader, exchange);
        following.learn(exchange, answer);
        following.note(exchange, answer, null, exchange.id);
      }
      continue;
    }
    const following = new SessionMasker(session.facts, masker, rules);
    for (const exchange of exchanges) {
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
  writeWholeRecording(output, { meta: { ...metaOf(reader), stateRules: STATE_RULES }, isOverwrite }, (writer) => {
    const rules = rulesOf(reader);
    const sessions = reader.listSessions();
    const following = new Map(
      sessions.map((session) => [session.id, begin(reader, session, { masker, rules }, writer)]),
    );
    for (const exchange of reader.listExchanges()) {
      masker.exchange = exchange.id;
      following.get(exchange.session)?.write(exchange);
    }
    for (const { id, ending, endedAtUs } of sessions) {
      const session = following.get(id);
      if (session !== undefined && endedAtUs !== null) writer.endSession(session.id, ending, endedAtUs);
    }
    copyServer(reader, writer, (text) => masker.cleaned(text, 'messages'));
  });
}

interface Following {
  /** In the recording that is written. */
  readonly id: number;
  readonly write: (exchange: ListedExchange) => void;
}

function begin(
  reader: RecordingFileReader,
  { facts }: ListedSession,
  { masker, rules }: { readonly masker: Masker; readonly rules: StatementRules | null },
  writer: RecordingFileWriter,
): Following {
  const id = writer.beginSession(facts);
  if (facts.protocol === 'x') {
    const session = new XSessionMasker(facts, masker);
    return { id, write: (exchange) => writeXExchange(reader, writer, exchange, id, session) };
  }
  const session = new SessionMasker(facts, masker, rules);
  return { id, write: (exchange) => writeExchange(reader, writer, exchange, id, session) };
}

/** Ids stay: nothing is left out. */
function writeExchange(
  reader: RecordingFileReader,
  writer: RecordingFileWriter,
  exchange: ListedExchange,
  session: number,
  masker: SessionMasker,
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

/** Of the X Protocol. */
function writeXExchange(
  reader: RecordingFileReader,
  writer: RecordingFileWriter,
  exchange: ListedExchange,
  session: number,
  masker: XSessionMasker,
): void {
  const answer = wholeAnswer(reader, exchange);
  const recorded = exchange.responseId === null ? NO_FACTS : reader.responseFacts(exchange.responseId);
  const masked = masker.mask(exchange, answer, recorded);
  const { bytes, facts, message: _message, ...derived } = masked;
  const response = answer === null ? null : writer.openResponse();
  if (bytes !== null) response?.write(bytes);
  const { id, ordinal, scope, begunAfter, startedAtUs, firstByteUs, lastByteUs } = exchange;
  const place = { id, session, ordinal, scope, begunAfter: begunAfter ?? id - 1 };
  const times = { startedAtUs, firstByteUs, lastByteUs };
  writer.putExchange({ ...derived, command: exchange.command, ...place, ...times }, response, facts, 0n);
  masker.note(exchange, answer, masked, id);
}

function wholeAnswer(reader: RecordingFileReader, { responseId }: ListedExchange): Buffer | null {
  if (responseId === null) return null;
  const { whole, chunks } = reader.response(responseId);
  return whole ?? Buffer.concat([...chunks()]);
}
