// A session that says steps to a server and tells every packet of what comes back, as text that is equal where a client
// would see the same.

import { Capability } from '../../../src/mysql/constants/capabilities.ts';
import { CommandCode } from '../../../src/mysql/constants/commands.ts';
import { PLAIN, RawClient } from '../raw-client.ts';
import type { Step } from './family.ts';
import { shownAnswer, statusOf } from './shown-packet.ts';

const CAPABILITIES = PLAIN | Capability.DEPRECATE_EOF | Capability.LONG_PASSWORD;
const VAR_STRING = 0xfd;
const LONGLONG = 0x08;

export interface Place {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
  readonly database: string;
}

export class BareSession {
  readonly #client: RawClient;
  readonly #place: Place;
  #asksId = false;

  private constructor(client: RawClient, place: Place) {
    this.#client = client;
    this.#place = place;
  }

  static async login(place: Place): Promise<BareSession> {
    return new BareSession(await RawClient.login({ ...place, capabilities: CAPABILITIES }), place);
  }

  async ask(step: Step): Promise<string> {
    this.#asksId = JSON.stringify(step).includes('CONNECTION_ID()');
    if (typeof step === 'string') return await this.#told([CommandCode.COM_QUERY], Buffer.from(step));
    if (Array.isArray(step)) return await this.#prepared(step as never);
    const { command } = step as { readonly command: string };
    if (command === 'ping') return await this.#told([CommandCode.COM_PING]);
    if (command === 'reset') return await this.#told([CommandCode.COM_RESET_CONNECTION]);
    return await this.#changeUser();
  }

  async end(): Promise<void> {
    // what it holds is let go before the answer comes; a connection's end is heard of before that
    await this.ask({ command: 'reset' });
    this.#client.send(Buffer.from([CommandCode.COM_QUIT]));
    await this.#client.packet().catch(() => undefined);
    await this.#client[Symbol.asyncDispose]();
  }

  async #told(head: readonly number[], body: Buffer = Buffer.alloc(0)): Promise<string> {
    const answer = await this.#client.command(Buffer.concat([Buffer.from(head), body]));
    return this.#shown(answer);
  }

  #shown(answer: Buffer, isPrepare = false): string {
    const { greeting, capabilities } = this.#client;
    const asksId = this.#asksId;
    return shownAnswer(answer, { connectionId: greeting.connectionId, asksId, capabilities, isPrepare });
  }

  async #prepared([sql, values]: readonly [string, readonly (string | number | null)[]]): Promise<string> {
    const answer = await this.#client.command(
      Buffer.concat([Buffer.from([CommandCode.COM_STMT_PREPARE]), Buffer.from(sql)]),
    );
    if (answer[4] !== 0) return this.#shown(answer);
    const id = answer.subarray(5, 9);
    const prepared = this.#shown(Buffer.concat([answer.subarray(0, 5), Buffer.alloc(4), answer.subarray(9)]), true);
    const executed = await this.#told([CommandCode.COM_STMT_EXECUTE, ...id, 0, 1, 0, 0, 0], parameters(values));
    this.#client.send(Buffer.from([CommandCode.COM_STMT_CLOSE, ...id]));
    return `${prepared} || ${executed}`;
  }

  /** To the same account and database: all that the session held is gone. */
  async #changeUser(): Promise<string> {
    const { user, database } = this.#place;
    const plugin = this.#client.greeting.authPlugin ?? '';
    this.#client.send(
      Buffer.concat([
        Buffer.from([CommandCode.COM_CHANGE_USER]),
        Buffer.from(`${user}\0`),
        Buffer.from([0]),
        Buffer.from(`${database}\0`),
        Buffer.from([45, 0]),
        Buffer.from(`${plugin}\0`),
      ]),
    );
    let reply = await this.#client.packet();
    if (reply[0] === 0xfe) {
      this.#client.send(Buffer.alloc(0), 2);
      reply = await this.#client.packet();
    }
    return statusOf(reply) ?? '';
  }
}

function parameters(values: readonly (string | number | null)[]): Buffer {
  if (values.length === 0) return Buffer.alloc(0);
  const nulls = Buffer.alloc((values.length + 7) >> 3);
  const types: number[] = [];
  const parts: Buffer[] = [];
  for (const [index, value] of values.entries()) {
    types.push(typeof value === 'number' ? LONGLONG : VAR_STRING, 0);
    if (value === null) {
      nulls[index >> 3] = (nulls[index >> 3] ?? 0) | (1 << (index & 7));
    } else if (typeof value === 'number') {
      const bytes = Buffer.alloc(8);
      bytes.writeBigInt64LE(BigInt(value));
      parts.push(bytes);
    } else {
      parts.push(Buffer.from([Buffer.byteLength(value)]), Buffer.from(value));
    }
  }
  return Buffer.concat([nulls, Buffer.from([1, ...types]), ...parts]);
}
