// Statements and operations of one session: what was prepared, cursors, and how the script's answers are sent.

import type { XCommand } from '../../core/x-responder.ts';
import { frameError, frameMessage } from '../../mysqlx/codec/framing.ts';
import {
  cursorExhausted,
  cursorNotOpen,
  notPrepared,
  type XErrorFacts,
  XErrors,
} from '../../mysqlx/constants/errors.ts';
import { ClientMessage, ServerMessage } from '../../mysqlx/constants/message-types.ts';
import { CursorClose, CursorFetch, CursorOpen, Deallocate, Execute } from '../../mysqlx/messages/messages.ts';
import { errorResult, type StatementAnswer } from '../answer.ts';
import { pause } from '../pause.ts';
import type { Awaitable, ScriptRun } from '../script.ts';
import { SCRIPT_ERROR, ScriptFailure } from '../script-failure.ts';
import { XCursor } from './x-cursor.ts';
import { type PreparedRequest, readPrepared, readRequest, type XRequest } from './x-requests.ts';
import { errorFrame, sendResults, type XOutcome } from './x-results.ts';

const OK = frameMessage(ServerMessage.OK);
/** In the words of MySQL Router's mock server, whatever the reason; the log has it. */
const NOT_LOADED = 'this should not be called.';

/** What statements need of their connection. */
export interface StatementsHost {
  /** Whether answers are told of in notices. */
  readonly hasNotices: boolean;
  /** Null where the script did not load. */
  run(): ScriptRun | null;
  write(frames: Buffer): Promise<void> | undefined;
  /** Makes those who end the connection wait for an answer whose time has not come. */
  track<T>(sending: Promise<T>): Promise<T>;
  /** A statement is about to be answered. */
  onStatement(): void;
  /** Something went wrong in the script; what a client hears of it. */
  report(error: unknown): string;
}

export class XStatements {
  readonly #host: StatementsHost;
  readonly #prepared = new Map<number, PreparedRequest>();
  readonly #cursors = new Map<number, { readonly statementId: number; readonly cursor: XCursor }>();

  constructor(host: StatementsHost) {
    this.#host = host;
  }

  /** Answers a message that can be read, and that no block of expectations keeps from it. */
  answer({ message }: XCommand): Awaitable<XOutcome> {
    const { type, payload } = message;
    switch (type) {
      case ClientMessage.PREPARE_PREPARE:
        return this.#prepare(readPrepared(payload));
      case ClientMessage.PREPARE_EXECUTE:
        return this.#execute(payload);
      case ClientMessage.PREPARE_DEALLOCATE:
        return this.#deallocate(Deallocate.decode(payload).stmtId);
      case ClientMessage.CURSOR_OPEN:
        return this.#openCursor(payload);
      case ClientMessage.CURSOR_FETCH:
        return this.#fetch(payload);
      case ClientMessage.CURSOR_CLOSE:
        return this.#closeCursor(CursorClose.decode(payload).cursorId);
      default: {
        const request = readRequest(type, payload);
        return request === null ? this.#send(OK, 'ok') : this.#carryOut(request);
      }
    }
  }

  /** The session is reset or over. */
  forget(): void {
    for (const { cursor } of this.#cursors.values()) cursor.close();
    this.#cursors.clear();
    this.#prepared.clear();
  }

  /** Without a promise of its own where the script answers at once and the answer is short: the usual case. */
  #carryOut(request: XRequest): Awaitable<XOutcome> {
    try {
      const answer = this.#ask(request);
      if (!(answer instanceof Promise)) return this.#sendAnswer(answer, request);
      return answer.then(
        (value) => this.#sendAnswer(value, request),
        (error) => this.#fail(error),
      );
    } catch (error) {
      return this.#fail(error);
    }
  }

  #ask(request: XRequest): Awaitable<StatementAnswer> {
    this.#host.onStatement();
    const run = this.#host.run();
    if (run === null) throw new ScriptFailure(NOT_LOADED);
    return request.kind === 'statement' ? run.answer(request.text, request.parameters) : run.operate(request.operation);
  }

  #sendAnswer({ delayMs, results }: StatementAnswer, { ending, isCompact }: XRequest): Awaitable<XOutcome> {
    const { write, hasNotices } = this.#host;
    const sending = { write, ending: hasNotices ? ending : 'bare', isCompact } as const;
    if (delayMs === 0) return sendResults(results, sending);
    return this.#host.track(pause(delayMs).then(() => sendResults(results, sending)));
  }

  async #prepare(request: PreparedRequest): Promise<XOutcome> {
    const { id, sql, namespace } = request;
    this.#forgetStatement(id);
    if (namespace !== 'sql') return await this.#refuse(XErrors.sqlNamespaceExpected);
    try {
      const run = this.#host.run();
      if (run === null) throw new ScriptFailure(NOT_LOADED);
      const shape = sql === null ? null : await run.prepare(sql);
      if (shape !== null && 'kind' in shape) return await this.#send(errorFrame(shape), 'error');
    } catch (error) {
      return await this.#fail(error);
    }
    this.#prepared.set(id, request);
    return await this.#send(OK, 'ok');
  }

  #execute(payload: Buffer): Awaitable<XOutcome> {
    const { stmtId, args, compactMetadata } = Execute.decode(payload);
    const prepared = this.#prepared.get(stmtId);
    if (prepared === undefined) return this.#refuse(notPrepared(stmtId));
    return this.#carryOut(prepared.with(args, compactMetadata ?? false));
  }

  #deallocate(id: number): Awaitable<XOutcome> {
    if (!this.#prepared.has(id)) return this.#refuse(notPrepared(id));
    this.#forgetStatement(id);
    return this.#send(OK, 'ok');
  }

  async #openCursor(payload: Buffer): Promise<XOutcome> {
    const { cursorId, stmt, fetchRows } = CursorOpen.decode(payload);
    const { stmtId = 0, args = [], compactMetadata } = stmt.prepareExecute ?? {};
    const prepared = this.#prepared.get(stmtId);
    if (prepared === undefined) return await this.#refuse(notPrepared(stmtId));
    this.#forgetCursor(cursorId);
    const isCompact = compactMetadata ?? false;
    try {
      const request = prepared.with(args, isCompact);
      const { delayMs, results } = await this.#ask(request);
      if (delayMs > 0) await this.#host.track(pause(delayMs));
      const [first] = results;
      if (first?.kind === 'error') return await this.#send(errorFrame(first), 'error');
      if (first?.kind !== 'rows') return await this.#refuse(XErrors.noRowsForCursor);
      const cursor = new XCursor(first, request.ending);
      this.#cursors.set(cursorId, { statementId: stmtId, cursor });
      const { frames, outcome } = await cursor.open(Number(fetchRows ?? 0), isCompact);
      return await this.#send(frames, outcome);
    } catch (error) {
      return await this.#fail(error);
    }
  }

  async #fetch(payload: Buffer): Promise<XOutcome> {
    const { cursorId, fetchRows } = CursorFetch.decode(payload);
    const cursor = this.#cursors.get(cursorId)?.cursor;
    if (cursor === undefined) return await this.#refuse(cursorNotOpen(cursorId));
    if (cursor.isDone) return await this.#refuse(cursorExhausted(cursorId));
    const { frames, outcome } = await cursor.fetch(Number(fetchRows ?? 0));
    return await this.#send(frames, outcome);
  }

  #closeCursor(id: number): Awaitable<XOutcome> {
    if (!this.#cursors.has(id)) return this.#refuse(cursorNotOpen(id));
    this.#forgetCursor(id);
    return this.#send(OK, 'ok');
  }

  #forgetStatement(id: number): void {
    this.#prepared.delete(id);
    for (const [cursorId, { statementId }] of this.#cursors) if (statementId === id) this.#forgetCursor(cursorId);
  }

  #forgetCursor(id: number): void {
    this.#cursors.get(id)?.cursor.close();
    this.#cursors.delete(id);
  }

  #fail(error: unknown): Awaitable<XOutcome> {
    const message = `executing statement failed: ${this.#host.report(error)}`;
    return this.#send(errorFrame(errorResult(SCRIPT_ERROR, 'HY000', message)), 'error');
  }

  #refuse(facts: XErrorFacts): Awaitable<XOutcome> {
    return this.#send(frameError(facts), 'error');
  }

  #send(frames: Buffer, outcome: XOutcome): Awaitable<XOutcome> {
    const full = this.#host.write(frames);
    return full === undefined ? outcome : full.then(() => outcome);
  }
}
