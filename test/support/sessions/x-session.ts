// A session of the X Protocol that says steps to a server and tells every message of what comes back, as text that is equal
// where a client would see the same.

import { PLAIN } from '../../../src/mysqlx/auth/auth-data.ts';
import { formatNotice } from '../../../src/mysqlx/codec/format-notice.ts';
import { framesOf } from '../../../src/mysqlx/codec/framing.ts';
import { decodeField } from '../../../src/mysqlx/codec/row-field.ts';
import { ClientMessage, ServerMessage } from '../../../src/mysqlx/constants/message-types.ts';
import { ColumnMetaData, ErrorMessage, Reset, Row } from '../../../src/mysqlx/messages/messages.ts';
import type { ResultsetColumnMetaData } from '../../../src/mysqlx/messages/schema.ts';
import { XClient } from '../x-client.ts';
import type { Place } from './bare-session.ts';
import type { Step } from './family.ts';
import { withoutChance } from './shown-packet.ts';
import { deallocate, execute, plugin, prepare, type XStep, type XValue } from './x-messages.ts';

export class XSession {
  readonly #client: XClient;
  readonly #place: Place;
  #asksId = false;

  private constructor(client: XClient, place: Place) {
    this.#client = client;
    this.#place = place;
  }

  static async login(place: Place): Promise<XSession> {
    const client = await XClient.open(place);
    await client.secure();
    const session = new XSession(client, place);
    await session.#login();
    return session;
  }

  async ask(step: Step): Promise<string> {
    this.#asksId = JSON.stringify(step).includes('CONNECTION_ID()');
    if (typeof step === 'string') return shown(await this.#client.sql(step), this.#asksId);
    if (Array.isArray(step)) return await this.#prepared(step as never);
    if ('x' in step) return await this.#say(step);
    const { command } = step as { readonly command: string };
    if (command === 'ping') return await this.#say(plugin('ping'));
    if (command === 'reset') return await this.#reset(true);
    return `${await this.#reset(false)} || ${await this.#login()}`;
  }

  async end(): Promise<void> {
    // as of the classic protocol: what it holds is let go before the answer comes
    await this.#reset(true);
    await this.#client.ask(ClientMessage.CON_CLOSE);
    await this.#client[Symbol.asyncDispose]();
  }

  async #login(): Promise<string> {
    const { user, password, database } = this.#place;
    const frames = await this.#client.login({ mechanism: PLAIN, user, password: password ?? '', schema: database });
    return shown(frames, false).replace(/client id assigned: \d+/, 'client id');
  }

  async #reset(keepOpen: boolean): Promise<string> {
    return shown(await this.#client.ask(ClientMessage.SESS_RESET, Reset.encode({ keepOpen })), false);
  }

  async #say({ x }: XStep): Promise<string> {
    const [type, payload] = x(this.#place.database);
    return shown(await this.#client.ask(type, payload), this.#asksId);
  }

  async #prepared([sql, values]: readonly [string, readonly XValue[]]): Promise<string> {
    const prepared = await this.#say(prepare(OWN_STATEMENT, sql));
    if (prepared.startsWith('ERR')) return prepared;
    const executed = await this.#say(execute(OWN_STATEMENT, ...values));
    await this.#say(deallocate(OWN_STATEMENT));
    return `${prepared} || ${executed}`;
  }
}

/** Families number theirs from 1. */
const OWN_STATEMENT = 99;

function shown(answer: Buffer, asksId: boolean): string {
  let columns: ResultsetColumnMetaData[] = [];
  let isDefining = false;
  const parts: string[] = [];
  for (const { type, payload } of framesOf([answer])) {
    if (type === ServerMessage.RESULTSET_COLUMN_META_DATA) {
      const column = ColumnMetaData.decode(payload);
      columns = isDefining ? [...columns, column] : [column];
      parts.push(`${column.name?.toString('latin1')}:${column.type}.${column.length}.${column.flags ?? 0}`);
    } else if (type === ServerMessage.RESULTSET_ROW) parts.push(rowOf(payload, columns, asksId));
    else if (type === ServerMessage.NOTICE)
      parts.push(formatNotice(payload).replace('generated insert id: ', 'generated id='));
    else if (type === ServerMessage.ERROR) parts.push(errorOf(payload));
    else parts.push(NAMES.get(type) ?? `message ${type}`);
    isDefining = type === ServerMessage.RESULTSET_COLUMN_META_DATA;
  }
  return parts.join(' | ');
}

const NAMES = new Map<number, string>(Object.entries(ServerMessage).map(([name, type]) => [type, name]));

function rowOf(payload: Buffer, columns: readonly ResultsetColumnMetaData[], asksId: boolean): string {
  const cells = Row.decode(payload).field.map((bytes, at) => {
    const column = columns[at];
    const value = column === undefined ? null : decodeField(bytes, column);
    const text = value === null ? bytes.toString('hex') : 'text' in value ? value.text : value.kind;
    return asksId && value?.kind === 'number' && text !== '0' && text !== '1' ? '{own}' : withoutChance(text);
  });
  return `[${cells.join(', ')}]`;
}

function errorOf(payload: Buffer): string {
  const { code, sqlState, msg } = ErrorMessage.decode(payload);
  return `ERR ${code} ${sqlState} ${msg}`;
}
