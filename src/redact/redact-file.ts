// A recording with values masked by rules: read twice, once to learn which values there are, once to write.

import { CommandCode } from '../classic/constants/commands.ts';
import type { ColumnDefinition } from '../classic/packets/column-definition.ts';
import { decodeComQuery, encodeComQuery } from '../classic/packets/com-query.ts';
import { encodeComStmtExecute } from '../classic/packets/com-stmt-execute.ts';
import { derive } from '../conversation/derive.ts';
import { payloadOf, SessionFollower } from '../conversation/follow-session.ts';
import { type Command, NO_FACTS, type ResponseFacts } from '../domain/command.ts';
import type { ListedExchange, ListedSession } from '../recording/listing.ts';
import { openRecording, type RecordingFileReader } from '../recording/reader.ts';
import { writeWholeRecording } from '../recording/write-whole.ts';
import type { RecordingFileWriter } from '../recording/writer.ts';
import { metaOf } from '../rewrite/merge.ts';
import { PreparedStatements } from '../text/request-lines.ts';
import { learnResponse, maskResponse } from './mask-response.ts';
import { learnStatement, maskStatement } from './mask-statement.ts';
import { Masker, type Touched } from './masker.ts';
import { Pseudonyms } from './pseudonym.ts';
import { XLearner, XRedactor } from './redact-x.ts';
import type { Rule } from './rules.ts';
import { statementValues } from './statement-values.ts';

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
  const reader = openRecording(file);
  try {
    const masker = new Masker(rules, new Pseudonyms(key));
    new Learner(reader, masker).run();
    writeWholeRecording(output, { meta: metaOf(reader), isOverwrite }, (writer) =>
      new Redactor(reader, masker, writer).run(),
    );
    return masker.touched;
  } finally {
    reader.close();
  }
}

/** What is known of a session while its exchanges pass. */
interface Following {
  readonly capabilities: bigint;
  readonly follower: SessionFollower;
  readonly statements: PreparedStatements;
  /** Of prepared statements' results, by the exchange that prepared them. */
  readonly columns: Map<number, readonly ColumnDefinition[]>;
}

function follow({ facts }: ListedSession): Following {
  const { capabilities } = facts;
  return {
    capabilities,
    follower: new SessionFollower(facts),
    statements: new PreparedStatements(),
    columns: new Map(),
  };
}

function bytesOf(reader: RecordingFileReader, id: number): { bytes: Buffer; encoding: bigint } {
  const { whole, chunks, encoding } = reader.response(id);
  return { bytes: whole ?? Buffer.concat([...chunks()]), encoding };
}

class Learner {
  readonly #reader: RecordingFileReader;
  readonly #masker: Masker;

  constructor(reader: RecordingFileReader, masker: Masker) {
    this.#reader = reader;
    this.#masker = masker;
  }

  run(): void {
    for (const session of this.#reader.listSessions()) {
      const exchanges = this.#reader.listExchanges({ session: session.id });
      if (session.facts.protocol === 'x') {
        const learner = new XLearner(this.#reader, this.#masker);
        for (const exchange of exchanges) learner.learn(exchange);
        continue;
      }
      const following = follow(session);
      for (const exchange of exchanges) this.#learn(exchange, following);
    }
  }

  #learn(exchange: ListedExchange, { capabilities, follower, columns }: Following): void {
    const masker = this.#masker;
    const command = follower.decode(exchange.command, payloadOf(exchange, capabilities));
    if (command.sql !== null && command.statement === null) learnStatement(command.sql, command.dialect, masker);
    command.parameters?.forEach((value, at) => {
      const rule = parameterRule(command, at, masker);
      if (rule === null || value.kind === 'null') return;
      masker.learn(rule, Buffer.isBuffer(value.value) ? value.value.toString('utf8') : String(value.value));
    });
    const facts = exchange.responseId === null ? NO_FACTS : this.#reader.responseFacts(exchange.responseId);
    follower.note(command, facts, exchange.id);
    if (exchange.responseId === null) return;
    const { bytes, encoding } = bytesOf(this.#reader, exchange.responseId);
    const knownColumns = columns.get(command.statement?.exchange ?? -1) ?? [];
    const last = learnResponse(bytes, { command: command.code, encoding, knownColumns }, masker);
    if (facts.prepared !== null) columns.set(exchange.id, last);
  }
}

/** @param at place of the parameter, from 0 */
function parameterRule({ sql, dialect }: Command, at: number, masker: Masker): Rule | null {
  if (sql === null) return null;
  const named = masker.ruleOfParameter(sql.toString('utf8'), at + 1);
  if (named !== null) return named;
  const { values, names } = statementValues(sql, dialect);
  const placeholder = values.filter(({ kind }) => kind === 'parameter')[at];
  return placeholder === undefined ? null : masker.ruleOfName(placeholder.column, names);
}

class Redactor {
  readonly #reader: RecordingFileReader;
  readonly #masker: Masker;
  readonly #writer: RecordingFileWriter;

  constructor(reader: RecordingFileReader, masker: Masker, writer: RecordingFileWriter) {
    this.#reader = reader;
    this.#masker = masker;
    this.#writer = writer;
  }

  run(): void {
    interface Session {
      readonly id: number;
      readonly write: (exchange: ListedExchange) => void;
    }
    const sessions = new Map<number, Session>();
    const listed = this.#reader.listSessions();
    for (const session of listed) {
      const id = this.#writer.beginSession(session.facts);
      sessions.set(session.id, { id, write: this.#writing(session, id) });
    }
    for (const exchange of this.#reader.listExchanges()) {
      sessions.get(exchange.session)?.write(exchange);
    }
    for (const { id, ending, endedAtUs } of listed) {
      const session = sessions.get(id);
      if (session !== undefined && endedAtUs !== null) this.#writer.endSession(session.id, ending, endedAtUs);
    }
  }

  /** @param id of the session in the recording that is written */
  #writing(session: ListedSession, id: number): (exchange: ListedExchange) => void {
    const { facts } = session;
    if (facts.protocol === 'x') {
      const redactor = new XRedactor(this.#reader, this.#masker, this.#writer, id, facts);
      return (exchange) => redactor.exchange(exchange);
    }
    const [from, to] = [follow(session), new SessionFollower(facts)];
    return (exchange) => this.#exchange(exchange, id, from, to);
  }

  /** Ids stay: nothing is left out. */
  #exchange(exchange: ListedExchange, session: number, from: Following, to: SessionFollower): void {
    const { capabilities, follower, statements, columns } = from;
    const payload = payloadOf(exchange, capabilities);
    const command = follower.decode(exchange.command, payload);
    const masked = to.decode(exchange.command, this.#payload(command, from));
    const { transaction } = to;
    const recorded = exchange.responseId === null ? null : bytesOf(this.#reader, exchange.responseId);
    const knownColumns = columns.get(command.statement?.exchange ?? -1) ?? [];
    const encoding = recorded?.encoding ?? 0n;
    const context = { command: command.code, encoding, knownColumns };
    const bytes = recorded === null ? null : maskResponse(recorded.bytes, context, this.#masker);
    const response = recorded === null ? null : this.#writer.openResponse();
    if (bytes !== null) response?.write(bytes);
    const facts = exchange.responseId === null ? NO_FACTS : this.#facts(exchange.responseId);
    const derived = derive(masked);
    const { scope, ordinal, begunAfter, startedAtUs, firstByteUs, lastByteUs } = exchange;
    const times = { startedAtUs, firstByteUs, lastByteUs };
    const id = this.#writer.putExchange(
      {
        ...{ session, ordinal, scope, transaction, begunAfter: begunAfter ?? exchange.id - 1, ...times, ...derived },
        parameters: isOfFile(exchange) ? exchange.parameters : derived.parameters,
        // what cannot be taken apart cannot be masked
        gap: recorded !== null && bytes === null && recorded.bytes.length > 0 ? 'secret' : exchange.gap,
      },
      response,
      facts,
      encoding,
    );
    follower.note(command, facts, exchange.id);
    to.note(masked, facts, id);
    statements.note(command, facts);
    if (recorded !== null && facts.prepared !== null) {
      columns.set(exchange.id, learnResponse(recorded.bytes, context, this.#masker));
    }
  }

  #facts(response: number): ResponseFacts {
    const facts = this.#reader.responseFacts(response);
    if (facts.errorMessage === null) return facts;
    return { ...facts, errorMessage: this.#masker.cleaned(facts.errorMessage, 'messages') };
  }

  #payload(command: Command, { capabilities, statements }: Following): Buffer {
    const { code, payload, sql, dialect } = command;
    switch (code) {
      case CommandCode.COM_QUERY: {
        const { attributes } = decodeComQuery(payload, capabilities);
        return encodeComQuery({ sql: maskStatement(sql ?? payload, dialect, this.#masker), attributes }, capabilities);
      }
      case CommandCode.COM_STMT_PREPARE:
        return Buffer.concat([payload.subarray(0, 1), maskStatement(payload.subarray(1), dialect, this.#masker)]);
      case CommandCode.COM_STMT_EXECUTE: {
        const execute = statements.decode(payload, capabilities);
        if (execute === null) return payload;
        const parameters = execute.parameters.map((parameter, at) => {
          const value = this.#masker.value(
            parameter.value,
            parameterRule(command, at, this.#masker),
            null,
            'parameters',
          );
          return parameter.isLongData ? parameter : { ...parameter, value };
        });
        return encodeComStmtExecute({ ...execute, parameters }, capabilities);
      }
      case CommandCode.COM_STMT_SEND_LONG_DATA: {
        const data = payload.toString('utf8', LONG_DATA_AT);
        const cleaned = this.#masker.cleaned(data, 'parameters') ?? '';
        return cleaned === data ? payload : Buffer.concat([payload.subarray(0, LONG_DATA_AT), Buffer.from(cleaned)]);
      }
      default:
        return payload;
    }
  }
}

/** Command, statement's id, number of the parameter. */
const LONG_DATA_AT = 7;

function isOfFile({ parameters }: ListedExchange): boolean {
  return parameters?.startsWith('{"local_infile"') === true;
}
