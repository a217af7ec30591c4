// A message that carries an operation of its own: most messages are these, so what is asked of one is worked out when it
// is asked.

import type { ResponseFacts } from '../../core/command.ts';
import type { ScopeStatement } from '../../core/scope.ts';
import type { XCommand, XDescription, XMessage, XSessionFacts } from '../../core/x-responder.ts';
import { clientMessageName } from '../constants/message-types.ts';
import type { AskedMessage } from './asked-message.ts';
import type { Operation } from './operation.ts';
import { readOperation } from './operations.ts';

export class OperationCommand implements XCommand {
  readonly message: XMessage;
  readonly name: string;
  readonly database: string;
  readonly prepared = null;
  readonly refusal = null;
  readonly isFatal = false;
  readonly #operation: Operation;
  readonly #asked: AskedMessage;

  constructor(message: XMessage, operation: Operation, database: string, asked: AskedMessage) {
    this.message = message;
    this.name = clientMessageName(message.type);
    this.database = database;
    this.#operation = operation;
    this.#asked = asked;
  }

  get session(): XSessionFacts {
    return this.#asked.facts;
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
    return operation === null ? null : new OperationCommand(message, operation, this.database, this.#asked);
  }

  answersWithSecret(): boolean {
    return this.#operation.answersWithSecret(this.database);
  }

  answered(facts: ResponseFacts): void {
    this.#asked.answered(facts);
  }
}

export function describeOperation(operation: Operation): XDescription {
  return { text: operation.text(), parameters: operation.parameters(), isSecret: operation.isSecret() };
}
