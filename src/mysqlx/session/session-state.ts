// What a session of the X Protocol carries from message to message: the current schema, prepared statements, cursors, a
// transaction. A client need not wait for answers: so schema, statements and cursors follow what it asks, and what else a
// message finds is worked out when those before it are answered. Both sides of a recording follow it in the same way, so a
// message means the same when it is asked again.

import type { ResponseFacts } from '../../core/command.ts';
import type { XCommand, XDescription, XMessage, XPrepared, XSessionFacts } from '../../core/x-responder.ts';
import { hasFixedTypes } from '../../sql/session/user-variable.ts';
import { formatArguments } from '../codec/format-value.ts';
import { frameError } from '../codec/framing.ts';
import { cursorNotOpen, notPrepared, type XErrorFacts, XErrors } from '../constants/errors.ts';
import { ClientMessage, clientMessageName, isClientMessage } from '../constants/message-types.ts';
import { canonicalBytes } from '../messages/canonical.ts';
import { malformationOf } from '../messages/client-messages.ts';
import { MalformedMessageError } from '../messages/message-type.ts';
import { CursorClose, CursorFetch, CursorOpen, Deallocate, Execute, ExpectOpen, Reset } from '../messages/messages.ts';
import type { PrepareExecute } from '../messages/schema.ts';
import type { AskedMessage } from './asked-message.ts';
import { hashArguments, type Operation, startHash } from './operation.ts';
import { describeOperation, OperationCommand } from './operation-command.ts';
import { preparedOperation, readOperation } from './operations.ts';
import { type Cursor, noteMade, type Statement, unlessRefused } from './prepared.ts';
import { XTrackedState } from './tracked-state.ts';
import { malformedFacts } from './x-violation.ts';

const NOTHING: XDescription = { text: null, parameters: null, isSecret: false };
/** How a statement is executed. */
const [COMPACT, WITH_CURSOR] = [1, 2];
/** Messages of the time before the login. */
const TOO_LATE: ReadonlySet<number> = new Set([
  ClientMessage.CON_CAPABILITIES_GET,
  ClientMessage.CON_CAPABILITIES_SET,
  ClientMessage.SESS_AUTHENTICATE_START,
  ClientMessage.SESS_AUTHENTICATE_CONTINUE,
]);

export class XSessionState {
  #database: string;
  readonly #tracked = new XTrackedState({
    current: () => this.#database,
    // a later message may have chosen another since: here only what EXECUTE has dropped is heard of
    use: (database) => {
      if (database === '') this.#database = '';
    },
  });
  readonly #prepared = new Map<number, Statement>();
  readonly #cursors = new Map<number, Cursor>();

  /** @param database empty where none was asked for */
  constructor(database: string) {
    this.#database = database;
  }

  /** What the next message finds. */
  get facts(): XSessionFacts {
    return this.#tracked.facts;
  }

  /** What it has set: values by names, null where only the server knows it. */
  get given(): ReadonlyMap<string, string | null> {
    return this.#tracked.given;
  }

  /** Reads a message and takes note of what it changes. One that makes no sense has a refusal. */
  decode(message: XMessage): XCommand {
    try {
      return this.#read(message);
    } catch (error) {
      if (error instanceof MalformedMessageError) return this.#refused(message, malformedFacts(error));
      throw error;
    }
  }

  #read(message: XMessage): XCommand {
    const { type, payload } = message;
    switch (type) {
      case ClientMessage.PREPARE_PREPARE:
        return this.#prepare(message);
      case ClientMessage.PREPARE_EXECUTE:
        return this.#execute(message, Execute.decode(payload));
      case ClientMessage.PREPARE_DEALLOCATE:
        return this.#deallocate(message);
      case ClientMessage.CURSOR_OPEN:
        return this.#openCursor(message);
      case ClientMessage.CURSOR_FETCH:
        return this.#fetch(message);
      case ClientMessage.CURSOR_CLOSE: {
        const { cursorId } = CursorClose.decode(payload);
        const refused = () => this.#refused(message, cursorNotOpen(cursorId));
        const cursor = this.#closeCursor(cursorId);
        return cursor === undefined ? refused() : unlessRefused(cursor, this.#command(message), refused);
      }
      case ClientMessage.EXPECT_OPEN: {
        const hash = startHash(type, '');
        hash.raw(canonicalBytes(ExpectOpen, ExpectOpen.decode(payload)));
        return this.#command(message, { fingerprint: hash.finish(), repeat: 'last' }, this.#tracked.beside());
      }
      case ClientMessage.SESS_RESET:
        Reset.decode(payload);
        this.#prepared.clear();
        this.#cursors.clear();
        return this.#command(message, {}, this.#tracked.resetting());
      default: {
        const operation = readOperation(type, payload);
        return operation === null ? this.#other(message) : this.#operation(message, operation);
      }
    }
  }

  #operation(message: XMessage, operation: Operation): XCommand {
    const database = this.#database;
    return new OperationCommand(message, operation, database, this.#asks(operation, null));
  }

  /** @param args as of `Operation.valuesWith` @param of what executes it @param told called with the facts of its answer */
  #asks(
    operation: Operation,
    args: PrepareExecute['args'] | null,
    of: Statement | null = null,
    told: (facts: ResponseFacts) => void = () => undefined,
  ): AskedMessage {
    const before = this.#database;
    for (const { kind, name } of operation.reading?.databaseChanges ?? []) {
      if (kind === 'used') this.#database = name;
      else if (this.#database === name) this.#database = '';
    }
    const after = this.#database;
    const done = (facts: ResponseFacts) => {
      if (facts.outcome === 'error' && this.#database === after) this.#database = before;
      told(facts);
    };
    return this.#tracked.asking(operation, operation.valuesWith(args), done, () => of?.under);
  }

  #prepare(message: XMessage): XCommand {
    const { id, operation } = preparedOperation(message.payload);
    const inner = operation.fingerprint(this.#database);
    const hash = startHash(message.type, this.#database);
    hash.raw(Buffer.from(inner));
    const prepared: XPrepared = {
      fingerprint: inner,
      isRead: operation.isRead,
      isSecret: operation.isSecret(),
      answersWithSecret: operation.answersWithSecret(this.#database),
      exchange: null,
      text: operation.text(),
      request: operation.isSecret() ? null : message.payload,
    };
    this.#closeCursorsOf(id);
    const statement: Statement = { prepared, operation, hasCursor: false, under: undefined, isThere: null };
    this.#prepared.set(id, statement);
    const asked = this.#tracked.preparing(operation, (facts, held) => {
      noteMade(statement, facts);
      if (operation.reading !== null && hasFixedTypes(operation.reading)) statement.under = held;
    });
    const parts = { fingerprint: hash.finish(), repeat: 'last', prepared } as const;
    const describe = () => describeOperation(operation);
    return this.#command(message, { ...parts, describe }, asked);
  }

  #execute(message: XMessage, execute: PrepareExecute): XCommand {
    const refused = () => this.#refused(message, notPrepared(execute.stmtId));
    const statement = this.#prepared.get(execute.stmtId);
    if (statement === undefined || statement.isThere === false) return refused();
    const command = this.#executed(message, statement, execute, null);
    // its cursors go on with what it found now
    for (const cursor of this.#cursors.values())
      if (cursor.statement === statement) cursor.fingerprint = command.fingerprint;
    return unlessRefused(statement, command, refused);
  }

  /**
   * @param fetchRows of a cursor, as text; null where there is none
   * @param told called with the facts of its answer
   */
  #executed(
    message: XMessage,
    statement: Statement,
    execute: PrepareExecute,
    fetchRows: string | null,
    told?: (facts: ResponseFacts) => void,
  ): XCommand {
    const { prepared, operation, hasCursor } = statement;
    const asked = this.#asks(operation, execute.args, statement, told);
    const database = this.#database;
    const executed = (one: XMessage, { args, compactMetadata }: PrepareExecute): XCommand => {
      const hash = startHash(one.type, database);
      hash.field(Buffer.from(prepared.fingerprint));
      hash.code((compactMetadata ? COMPACT : 0) | (hasCursor && fetchRows === null ? WITH_CURSOR : 0));
      hash.field(Buffer.from(fetchRows ?? ''));
      hashArguments(hash, args);
      const { isSecret, isRead } = prepared;
      const parts: CommandParts = {
        fingerprint: hash.finish(),
        repeat: isRead ? 'same' : 'never',
        isRead,
        prepared,
        describe: () => ({ text: null, parameters: isSecret ? null : formatArguments(args), isSecret }),
        withPayload: (payload) => {
          const other = one.type === ClientMessage.PREPARE_EXECUTE ? Execute.decode(payload) : openedBy(payload);
          return isSecret || other === null ? null : executed({ ...one, payload }, other);
        },
        answersWithSecret: () => prepared.answersWithSecret,
      };
      return this.#command(one, parts, asked);
    };
    return executed(message, execute);
  }

  #deallocate(message: XMessage): XCommand {
    const { stmtId } = Deallocate.decode(message.payload);
    this.#closeCursorsOf(stmtId);
    const refused = () => this.#refused(message, notPrepared(stmtId));
    const statement = this.#prepared.get(stmtId);
    this.#prepared.delete(stmtId);
    return statement === undefined ? refused() : unlessRefused(statement, this.#command(message), refused);
  }

  #openCursor(message: XMessage): XCommand {
    const { cursorId, stmt, fetchRows } = CursorOpen.decode(message.payload);
    const execute = stmt.prepareExecute;
    const refused = () => {
      const facts = notPrepared(execute?.stmtId ?? 0);
      return this.#refused(message, { ...facts, message: `${facts.message}.` });
    };
    // whatever had its number is closed, though nothing else is opened
    this.#closeCursor(cursorId);
    const statement = execute ? this.#prepared.get(execute.stmtId) : undefined;
    if (!execute || statement === undefined || statement.isThere === false) return refused();
    const cursor: Cursor = { fingerprint: null, statement, isThere: null };
    const noteOpened = (facts: ResponseFacts) => noteMade(cursor, facts);
    const command = this.#executed(message, statement, execute, String(fetchRows ?? ''), noteOpened);
    statement.hasCursor = true;
    cursor.fingerprint = command.fingerprint;
    this.#cursors.set(cursorId, cursor);
    return unlessRefused(statement, command, refused);
  }

  #closeCursor(id: number): Cursor | undefined {
    const cursor = this.#cursors.get(id);
    this.#cursors.delete(id);
    if (cursor !== undefined && cursor.isThere !== false) cursor.statement.hasCursor = false;
    return cursor;
  }

  #fetch(message: XMessage): XCommand {
    const { cursorId, fetchRows } = CursorFetch.decode(message.payload);
    const cursor = this.#cursors.get(cursorId);
    const refused = () => this.#refused(message, cursorNotOpen(cursorId));
    if (cursor === undefined || cursor.isThere === false) return refused();
    const hash = startHash(message.type, '');
    hash.field(Buffer.from(cursor.fingerprint ?? ''));
    hash.raw(Buffer.from(String(fetchRows ?? '')));
    const { prepared } = cursor.statement;
    const answersWithSecret = () => prepared.answersWithSecret;
    const parts = { fingerprint: hash.finish(), isSessionBound: true, prepared, answersWithSecret };
    return unlessRefused(cursor, this.#command(message, parts, this.#tracked.fetching()), refused);
  }

  /** A statement that is prepared anew or deallocated takes its cursors with it. */
  #closeCursorsOf(statementId: number): void {
    const statement = this.#prepared.get(statementId);
    for (const [id, cursor] of this.#cursors) if (cursor.statement === statement) this.#cursors.delete(id);
  }

  #other(message: XMessage): XCommand {
    const malformation = malformationOf(message.type, message.payload);
    if (malformation !== null) return this.#refused(message, malformedFacts(malformation));
    if (TOO_LATE.has(message.type) || !isClientMessage(message.type)) {
      return this.#refused(message, XErrors.unexpectedMessage);
    }
    return this.#command(message);
  }

  #refused(message: XMessage, facts: XErrorFacts): XCommand {
    return this.#command(message, { refusal: frameError(facts), isFatal: facts.isFatal });
  }

  #command(message: XMessage, parts: CommandParts = {}, asked = this.#tracked.changingNothing()): XCommand {
    return {
      message,
      name: clientMessageName(message.type),
      fingerprint: null,
      database: this.#database,
      prepared: null,
      scope: null,
      isRead: false,
      isSessionBound: false,
      repeat: 'never',
      refusal: null,
      isFatal: false,
      describe: () => NOTHING,
      withPayload: () => null,
      answersWithSecret: () => false,
      ...parts,
      get session() {
        return asked.facts;
      },
      answered: (facts) => asked.answered(facts),
    };
  }
}

/** What differs from a message that is about nothing. */
type CommandParts = Partial<Omit<XCommand, 'message' | 'name' | 'session' | 'answered'>>;

function openedBy(payload: Buffer): PrepareExecute | null {
  return CursorOpen.decode(payload).stmt.prepareExecute ?? null;
}
