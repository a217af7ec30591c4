// A recording of a session of the X Protocol, from messages and their answers.

import type { SessionFacts } from '../../src/core/recording.ts';
import { AnswerScanner } from '../../src/mysqlx/codec/answer-scanner.ts';
import { ClientMessage } from '../../src/mysqlx/constants/message-types.ts';
import { StmtExecute } from '../../src/mysqlx/messages/messages.ts';
import { keptMessage } from '../../src/mysqlx/session/kept-message.ts';
import { XSessionState } from '../../src/mysqlx/session/session-state.ts';
import { create, exchange, put, session } from '../unit/store/sample.ts';
import { temporaryFile } from './edited-recording.ts';
import { xMessage } from './x-golden.ts';

export interface XSaid {
  readonly type: number;
  readonly payload: Buffer;
  readonly answer: Buffer;
}

/** As `mock record` would have made it. */
export function xRecordingOf(said: readonly XSaid[], changes: Partial<SessionFacts> = {}): string {
  const file = temporaryFile('x.db');
  const writer = create(file);
  const id = writer.beginSession(session({ protocol: 'x', greeting: Buffer.alloc(0), database: 'shop', ...changes }));
  const state = new XSessionState('shop');
  for (const [at, { type, payload, answer }] of said.entries()) {
    const command = state.decode(xMessage(type, payload));
    const scanner = new AnswerScanner();
    scanner.begin();
    scanner.scan(answer, 0);
    const facts = scanner.facts();
    const kept = keptMessage(command, facts.errorCode);
    const number = put(writer, [answer], exchange({ session: id, ordinal: at + 1, ...kept }), facts);
    if (command.prepared !== null && type === ClientMessage.PREPARE_PREPARE) command.prepared.exchange = number;
    if (command.session.begins !== null && facts.outcome !== 'error') command.session.begins.exchange = number;
    command.answered(facts);
  }
  writer.endSession(id, 'quit', 1_767_323_045_900_000);
  writer.close();
  return file;
}

/** A statement and its answer. */
export function xSaid(stmt: string, answer: Buffer): XSaid {
  const type = ClientMessage.SQL_STMT_EXECUTE;
  return { type, payload: StmtExecute.encode({ stmt: Buffer.from(stmt), args: [] }), answer };
}
