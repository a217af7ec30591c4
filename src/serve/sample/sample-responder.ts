// The responder of the built-in sample server: a few statements about a little shop, so that recording can be tried
// with no MySQL at hand. It is no database; what it does not know it refuses, and says what it knows.

import { type Command, NO_FACTS, type Outcome, type ParameterValue, type ResponseFacts } from '../../core/command.ts';
import type { Answer, AuthDialogue, Login, LoginResult, Reply, Responder } from '../../core/responder.ts';
import { makeScramble } from '../../mysql/auth/scramble.ts';
import { Capability } from '../../mysql/constants/capabilities.ts';
import { CommandCode } from '../../mysql/constants/commands.ts';
import { Status } from '../../mysql/constants/status.ts';
import { encodeErr } from '../../mysql/packets/err.ts';
import { encodeGreeting } from '../../mysql/packets/greeting.ts';
import { encodeOk, plainOk } from '../../mysql/packets/ok.ts';
import { authenticate } from '../../mysql/session/server-auth.ts';
import { encodeAnswer, encodePrepared } from './encode-answer.ts';
import { bareStatement, type Recognised, recognise } from './recognise.ts';
import { type Column, Shop } from './shop.ts';
import { answerVariables, error, type SampleAnswer, SERVER_VERSION, syntaxError } from './statements.ts';

/** What all connections of one sample server share. */
export interface SampleWorld {
  readonly shop: Shop;
  readonly nextConnectionId: () => number;
  readonly rsaKeys: () => Promise<{ readonly publicKey: string; readonly privateKey: string }>;
}

const SAMPLE_USER = 'demo';
const SAMPLE_DATABASE = 'shop';

const AUTH_PLUGIN = 'caching_sha2_password';
const UTF8MB4_0900_AI_CI = 255;
const CAPABILITIES =
  Capability.LONG_PASSWORD |
  Capability.LONG_FLAG |
  Capability.CONNECT_WITH_DB |
  Capability.PROTOCOL_41 |
  Capability.INTERACTIVE |
  Capability.TRANSACTIONS |
  Capability.RESERVED |
  Capability.SECURE_CONNECTION |
  Capability.MULTI_RESULTS |
  Capability.PS_MULTI_RESULTS |
  Capability.PLUGIN_AUTH |
  Capability.CONNECT_ATTRS |
  Capability.PLUGIN_AUTH_LENENC_CLIENT_DATA |
  Capability.DEPRECATE_EOF;

const OK: SampleAnswer = { kind: 'ok', affectedRows: 0n, lastInsertId: 0n };

export class SampleResponder implements Responder {
  readonly gone = new Promise<Buffer>(() => undefined);
  readonly #world: SampleWorld;
  readonly #scramble = makeScramble();
  #capabilities = 0n;
  #lastStatementId = 0;

  constructor(world: SampleWorld) {
    this.#world = world;
  }

  async greet(): Promise<Buffer> {
    return encodeGreeting({
      serverVersion: SERVER_VERSION,
      connectionId: this.#world.nextConnectionId(),
      authData: this.#scramble,
      authDataLength: this.#scramble.length + 1,
      capabilities: CAPABILITIES,
      charset: UTF8MB4_0900_AI_CI,
      status: Status.AUTOCOMMIT,
      reserved: Buffer.alloc(10),
      authPlugin: AUTH_PLUGIN,
      trailing: Buffer.alloc(0),
    });
  }

  login(login: Login, dialogue: AuthDialogue): Promise<LoginResult> {
    this.#capabilities = login.capabilities & CAPABILITIES;
    return this.#authenticate(login, dialogue, false);
  }

  changeUser(login: Login, dialogue: AuthDialogue): Promise<LoginResult> {
    return this.#authenticate(login, dialogue, true);
  }

  async respond(command: Command, reply: Reply): Promise<Answer> {
    switch (command.code) {
      case CommandCode.COM_QUIT:
      case CommandCode.COM_STMT_CLOSE:
      case CommandCode.COM_STMT_SEND_LONG_DATA:
        return answered('none');
      case CommandCode.COM_PING:
      case CommandCode.COM_RESET_CONNECTION:
      case CommandCode.COM_STMT_RESET:
        return await this.#send(OK, reply);
      case CommandCode.COM_INIT_DB:
        return await this.#send(useDatabase(command.payload.toString('utf8', 1)), reply);
      case CommandCode.COM_QUERY:
        return await this.#send(this.#answer(command), reply);
      case CommandCode.COM_STMT_PREPARE:
        return await this.#prepare(command, reply);
      case CommandCode.COM_STMT_EXECUTE:
        return await this.#send(this.#answer(command), reply, true);
      default:
        return await this.#send(error(1047, '08S01', `The sample server of mock knows no ${command.name}`), reply);
    }
  }

  async end(): Promise<void> {
    // Nothing is held per connection.
  }

  async #authenticate(login: Login, dialogue: AuthDialogue, isChange: boolean): Promise<LoginResult> {
    const scramble = this.#scramble;
    const options = { scramble, password: null, isChange, defaultPlugin: AUTH_PLUGIN, rsaKeys: this.#world.rsaKeys };
    const refusal =
      login.user === SAMPLE_USER ? useDatabase(login.database || SAMPLE_DATABASE) : accessDenied(login.user);
    if (refusal.kind === 'error') {
      const reply = encodeErr({ ...refusal, message: Buffer.from(refusal.message) });
      return { accepted: false, reply, capabilities: this.#capabilities };
    }
    const { isAccepted } = await authenticate(login, dialogue, options);
    return {
      accepted: isAccepted,
      reply: encodeOk(plainOk(Status.AUTOCOMMIT), this.#capabilities),
      capabilities: this.#capabilities,
    };
  }

  #answer({ sql, parameters, statement }: Command): SampleAnswer {
    if (sql === null) return error(1243, 'HY000', 'Unknown prepared statement handler given to mysqld_stmt_execute');
    const text = bareStatement(sql);
    const recognised = recognise(text);
    if (recognised === undefined) return answerVariables(text) ?? syntaxError(text);
    const values = bind(recognised, parameters ?? []);
    // A `?` is only for prepared statements.
    if (values === null)
      return statement === null ? syntaxError(text) : error(1210, 'HY000', 'Incorrect arguments to EXECUTE');
    return recognised.statement.answer(this.#world.shop, values);
  }

  async #prepare(command: Command, reply: Reply): Promise<Answer> {
    const text = bareStatement(command.sql ?? Buffer.alloc(0));
    const recognised = recognise(text);
    if (recognised === undefined) return await this.#send(syntaxError(text), reply);
    const id = ++this.#lastStatementId;
    const parameters = recognised.values.filter((value) => value === null).length;
    const columns = columnsOf(recognised);
    await reply.write(encodePrepared(id, parameters, columns, this.#capabilities));
    return answered('ok', { id, columns: columns.length, parameters });
  }

  async #send(answer: SampleAnswer, reply: Reply, isBinary = false): Promise<Answer> {
    await reply.write(encodeAnswer(answer, isBinary, this.#capabilities));
    return answered(answer.kind === 'rows' ? 'resultset' : answer.kind);
  }
}

/** Columns of the answer; it is asked of a shop of its own, so that a prepare inserts nothing. */
function columnsOf({ statement, values }: Recognised): readonly Column[] {
  const answer = statement.answer(
    new Shop(),
    values.map((value) => value ?? '0'),
  );
  return answer.kind === 'rows' ? answer.table.columns : [];
}

/** The values with the parameters in place of each `?`; null where there are too few. */
function bind({ values }: Recognised, parameters: readonly ParameterValue[]): string[] | null {
  const rest = [...parameters];
  const bound: string[] = [];
  for (const value of values) {
    const next = value === null ? rest.shift() : undefined;
    if (value === null && (next === undefined || next.kind === 'null')) return null;
    bound.push(value ?? String(next?.kind === 'null' ? '' : next?.value));
  }
  return bound;
}

function useDatabase(name: string): SampleAnswer {
  return name === SAMPLE_DATABASE
    ? OK
    : error(1049, '42000', `Unknown database '${name}': the sample server has '${SAMPLE_DATABASE}'`);
}

function accessDenied(user: string): SampleAnswer {
  return error(
    1045,
    '28000',
    `Access denied for user '${user}': the sample server knows '${SAMPLE_USER}', with any password`,
  );
}

function answered(outcome: Outcome, prepared: ResponseFacts['prepared'] = null): Answer {
  return { facts: { ...NO_FACTS, outcome, prepared }, exchange: null, closes: false };
}
