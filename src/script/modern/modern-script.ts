// A script that is a module: its functions are called with a time limit, and may be asynchronous.

import type { ParameterValue } from '../../core/command.ts';
import { Status } from '../../mysql/constants/status.ts';
import { type ErrorResult, errorResult, type PreparedShape, type StatementAnswer } from '../answer.ts';
import { DEFAULT_CAPABILITIES } from '../fields/read-handshake.ts';
import { defaultAnswer, type ScriptOperation } from '../operation.ts';
import type {
  AuthPlan,
  Awaitable,
  ConnectionFacts,
  GreetingPlan,
  LoginFacts,
  NoticePlan,
  Script,
  ScriptRun,
} from '../script.ts';
import { SCRIPT_ERROR } from '../script-failure.ts';
import { type CallLimits, callLimited } from './call-limited.ts';
import type {
  Script as Definition,
  ScriptError,
  ScriptGreeting,
  ScriptNotice,
  ScriptReply,
  ScriptSession,
} from './define-script.ts';
import { readColumns } from './read-columns.ts';
import { noticePlan } from './read-notices.ts';
import { parameterOf, readError, readReply } from './read-reply.ts';

const SERVER_VERSION = '8.4.0-mock';
const UTF8MB4_0900_AI_CI = 255;
const NONCE = Buffer.from('01234567890123456789');

export interface ModernOptions extends CallLimits {
  readonly file: string;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export class ModernScript implements Script {
  readonly file: string;
  readonly faults: readonly object[];
  readonly definition: Definition;
  readonly callTimeoutMs: number;
  readonly #limits: CallLimits;

  constructor(definition: Definition, options: ModernOptions) {
    this.definition = definition;
    this.file = options.file;
    this.faults = definition.faults ?? [];
    this.callTimeoutMs = options.callTimeoutMs;
    this.#limits = options;
  }

  /** @param login of a connection that is there already */
  open(connection: ConnectionFacts, login: LoginFacts | null = null): ScriptRun {
    return new ModernRun(this, connection, login);
  }

  async close(): Promise<void> {
    // Nothing but memory.
  }

  /** Calls one of its functions. @throws ScriptFailure */
  call<T>(work: () => Awaitable<T>): Awaitable<T> {
    return callLimited(work, this.#limits);
  }
}

class ModernRun implements ScriptRun {
  readonly #script: ModernScript;
  readonly #definition: Definition;
  readonly #session: Writable<ScriptSession>;

  constructor(script: ModernScript, { protocol, connectionId, port }: ConnectionFacts, login: LoginFacts | null) {
    this.#script = script;
    this.#definition = script.definition;
    this.#session = { protocol, connectionId, port, user: '', database: '', tlsCipher: null, state: {}, ...login };
  }

  get notices(): readonly NoticePlan[] {
    const { notices = [] } = this.#definition;
    const given = typeof notices === 'function' ? this.#script.call(() => notices(this.#session)) : notices;
    return (given as readonly ScriptNotice[]).map(noticePlan);
  }

  async greet(): Promise<GreetingPlan | ErrorResult> {
    const { greeting = {} } = this.#definition;
    const session = this.#session;
    const given: ScriptGreeting | ScriptError = await this.#script.call(() =>
      typeof greeting === 'function' ? greeting(session) : greeting,
    );
    if ('error' in given) return readError(given);
    return {
      kind: 'greeting',
      delayMs: given.delayMs ?? 0,
      serverVersion: given.serverVersion ?? SERVER_VERSION,
      connectionId: session.connectionId,
      status: given.status ?? Status.AUTOCOMMIT,
      charset: given.charset ?? UTF8MB4_0900_AI_CI,
      capabilities: BigInt(given.capabilities ?? DEFAULT_CAPABILITIES),
      authMethod: given.authPlugin ?? 'caching_sha2_password',
      nonce: NONCE,
    };
  }

  async authenticate(login: LoginFacts): Promise<AuthPlan | ErrorResult> {
    const session = Object.assign(this.#session, login);
    const { auth = {} } = this.#definition;
    const given = await this.#script.call(() => (typeof auth === 'function' ? auth(session) : auth));
    if ('error' in given) return readError(given);
    const { user = null, password = null, plugin = null } = given;
    return { kind: 'auth', username: user, password, method: plugin, certificate: null };
  }

  answer(statement: string, parameters: readonly ParameterValue[] | null): Awaitable<StatementAnswer> {
    return this.#reply(
      () => this.#ask(statement, parameters),
      () => unknownTo(statement),
    );
  }

  operate(operation: ScriptOperation): Awaitable<StatementAnswer> {
    return this.#reply(
      () => this.#carryOut(operation),
      () => defaultAnswer(operation) ?? unknownTo(operation.text),
    );
  }

  async prepare(statement: string): Promise<PreparedShape | ErrorResult> {
    const shape = await this.#script.call(() => this.#definition.onPrepare?.(statement, this.#session));
    if (shape === undefined) return { parameterCount: null, columns: [] };
    if ('error' in shape) return readError(shape);
    return { parameterCount: shape.parameters ?? null, columns: readColumns(shape.columns ?? []) };
  }

  close(): void {
    this.#script.call(() => this.#definition.onClose?.(this.#session));
  }

  /** @param otherwise what is said where the script says nothing */
  #reply(ask: () => Awaitable<ScriptReply>, otherwise: () => StatementAnswer): Awaitable<StatementAnswer> {
    const reply = this.#script.call(ask);
    const { callTimeoutMs } = this.#script;
    const read = (value: ScriptReply) => readReply(value, callTimeoutMs) ?? otherwise();
    return reply instanceof Promise ? reply.then(read) : read(reply);
  }

  #carryOut(operation: ScriptOperation): Awaitable<ScriptReply> {
    const definition = this.#definition;
    const session = this.#session;
    switch (operation.kind) {
      case 'command':
        return definition.onCommand?.(operation, session);
      case 'find':
        if (definition.onFind !== undefined) return definition.onFind(operation, session);
        break;
      case 'insert':
        if (definition.onInsert !== undefined) return definition.onInsert(operation, session);
        break;
      case 'update':
        if (definition.onUpdate !== undefined) return definition.onUpdate(operation, session);
        break;
      case 'delete':
        if (definition.onDelete !== undefined) return definition.onDelete(operation, session);
        break;
    }
    return definition.onCrud?.(operation, session);
  }

  #ask(statement: string, parameters: readonly ParameterValue[] | null): Awaitable<ScriptReply> {
    const definition = this.#definition;
    if (parameters !== null && definition.onExecute !== undefined) {
      return definition.onExecute(statement, parameters.map(parameterOf), this.#session);
    }
    return definition.onQuery?.(statement, this.#session);
  }
}

function unknownTo(statement: string): StatementAnswer {
  const shown = statement.length > 200 ? `${statement.slice(0, 200)}…` : statement;
  const error = errorResult(SCRIPT_ERROR, 'HY000', `the script has no answer to: ${shown}`);
  return { delayMs: 0, results: [error] };
}
