// A message that carries an operation of its own: most messages are these, so what is asked of one is worked out when it
// is asked.

import type { ScopeStatement } from '../../core/scope.ts';
import type { XCommand, XDescription, XMessage, XSessionFacts } from '../../core/x-responder.ts';
import { clientMessageName } from '../constants/message-types.ts';
import type { Operation } from './operation.ts';
import { readOperation } from './operations.ts';

export class OperationCommand implements XCommand {
  readonly message: XMessage;
  readonly name: string;
  readonly database: string;
  readonly prepared = null;
  readonly refusal = null;
  readonly isFatal = false;
  readonly session: XSessionFacts;
  readonly #operation: Operation;

  constructor(message: XMessage, operation: Operation, database: string, session: XSessionFacts) {
    this.message = message;
    this.name = clientMessageName(message.type);
    this.database = database;
    this.#operation = operation;
    this.session = session;
  }

  get fingerprint(): string {
    return this.#operation.fingerprint(this.database);
  }

  get scope(): ScopeStatement | null {
    return this.#operation.scope;
  }

  get isRead(): boolean {
    return this.#operation.isRead;
  }

  get isSessionBound(): boolean {
    return this.#operation.isSessionBound;
  }

  get repeat(): XCommand['repeat'] {
    if (this.#operation.isSetting) return 'last';
    return this.#operation.isRead ? 'same' : 'never';
  }

  describe(): XDescription {
    return describeOperation(this.#operation);
  }

  withPayload(payload: Buffer): XCommand | null {
    const message = { ...this.message, payload };
    const operation = this.#operation.isSecret() ? null : readOperation(message.type, payload);
    return operation === null ? null : new OperationCommand(message, operation, this.database, this.session);
  }

  answersWithSecret(): boolean {
    return this.#operation.answersWithSecret(this.database);
  }
}

export function describeOperation(operation: Operation): XDescription {
  return { text: operation.text(), parameters: operation.parameters(), isSecret: operation.isSecret() };
}
