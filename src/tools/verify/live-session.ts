// One recorded session, asked again on a connection of our own: the same commands in the same order, with the server's own
// ids of prepared statements in place of the recorded ones.

import { type Command, NO_FACTS, type ResponseFacts } from '../../core/command.ts';
import { MalformedPacketError } from '../../core/errors.ts';
import { ResponseDecoder } from '../../mysql/codec/decode-response.ts';
import { Capability, hasCapability } from '../../mysql/constants/capabilities.ts';
import { CommandCode, hasTrait, Trait } from '../../mysql/constants/commands.ts';
import type { ColumnDefinition } from '../../mysql/packets/column-definition.ts';
import { decodeComQuery, encodeComQuery } from '../../mysql/packets/com-query.ts';
import { asksCursor, encodeComStmtExecute, LAST_PREPARED_STATEMENT_ID } from '../../mysql/packets/com-stmt-execute.ts';
import { type Account, ClientSession } from '../../mysql/session/client-session.ts';
import { SessionState } from '../../mysql/session/session-state.ts';
import type { UpstreamOptions } from '../../mysql/session/upstream.ts';
import type { ListedExchange, ListedSession } from '../../store/reading/listing.ts';
import { payloadOf, SessionFollower } from '../history/follow-session.ts';
import { type Result, ResultCollector } from '../history/results.ts';
import { PreparedStatements } from '../text/lines/request-lines.ts';

/** A recorded command as it is asked now; the payload is null where it is about a statement that was not prepared now. */
export interface LiveCommand {
  /** What it means on the live connection. */
  readonly command: Command;
  readonly payload: Buffer | null;
}

export interface LiveAnswer {
  readonly results: readonly Result[];
  readonly facts: ResponseFacts;
}

export class LiveSession {
  readonly #client: ClientSession;
  readonly #capabilities: bigint;
  readonly #recorded: SessionFollower;
  readonly #statements = new PreparedStatements();
  readonly #state: SessionState;
  /** The ids that the recorded server gave to statements, and those that they have now. */
  readonly #ids = new Map<number, number>();
  /** Columns of statements' results by the live id. */
  readonly #columns = new Map<number, readonly ColumnDefinition[]>();
  #asked: Command | null = null;

  private constructor(client: ClientSession, { facts }: ListedSession) {
    this.#client = client;
    this.#capabilities = facts.capabilities;
    this.#recorded = new SessionFollower(facts, null);
    const { user, database, charset } = facts;
    const { capabilities, loginStatus: status } = client;
    this.#state = new SessionState({ capabilities, user, database, charset, status });
  }

  /** @throws as `ClientSession.open` */
  static async open(options: UpstreamOptions, account: Account, session: ListedSession): Promise<LiveSession> {
    const { capabilities, charset, database } = session.facts;
    return new LiveSession(await ClientSession.open(options, account, { capabilities, charset, database }), session);
  }

  get client(): ClientSession {
    return this.#client;
  }

  /** Reads what is asked next; every exchange of the session is read, whether it is sent or not. */
  read(exchange: ListedExchange): LiveCommand {
    const recorded = payloadOf(exchange, this.#capabilities);
    this.#asked = this.#recorded.decode(exchange.command, recorded);
    const payload = this.#withOwnId(this.#withOwnAttributes(recorded));
    return { command: this.#state.decode(payload ?? recorded), payload };
  }

  /** Takes note of what the command read last was answered when it was recorded, and of what the server prepared. */
  noteRecorded(exchange: ListedExchange, facts: ResponseFacts, live: LiveAnswer | null): void {
    const asked = this.#asked;
    if (asked === null) return;
    this.#recorded.note(asked, facts, exchange.id);
    this.#statements.note(asked, facts);
    if (facts.prepared === null) return;
    const own = live?.facts.prepared ?? null;
    if (own === null) this.#ids.delete(facts.prepared.id);
    else this.#ids.set(facts.prepared.id, own.id);
  }

  /** @param limit rows that are kept of each result set */
  async ask({ command, payload }: LiveCommand, limit: number): Promise<LiveAnswer> {
    const knownColumns = () => this.#columns.get(command.statement?.id ?? -1) ?? [];
    const context = { command: command.code, encoding: this.#client.capabilities, knownColumns };
    const decoder = new ResponseDecoder(context);
    const collector = new ResultCollector(limit);
    const facts = await this.#client.ask(payload ?? command.payload, (packet) => {
      try {
        for (const part of decoder.next(packet)) collector.add(part);
      } catch (error) {
        if (!(error instanceof MalformedPacketError)) throw error;
        collector.add({ kind: 'undecodable', reason: error.message });
      }
    });
    this.#state.apply(command, facts, null);
    const columns = collector.results.find((result) => result.kind === 'definitions' && result.of === 'columns');
    if (facts.prepared !== null) {
      this.#columns.set(facts.prepared.id, columns?.kind === 'definitions' ? columns.columns : []);
    } else if (asksCursor(command) && command.statement !== null) {
      const opened = collector.results.findLast((result) => result.kind === 'rows');
      if (opened?.kind === 'rows') this.#columns.set(command.statement.id, opened.columns);
    }
    return { results: collector.results, facts };
  }

  close(): void {
    this.#client.close();
  }

  /** Query attributes change a command's form: they are left out where only one side has them. */
  #withOwnAttributes(payload: Buffer): Buffer {
    const [theirs, ours] = [this.#capabilities, this.#client.capabilities];
    const flag = Capability.QUERY_ATTRIBUTES;
    if (hasCapability(theirs, flag) === hasCapability(ours, flag)) return payload;
    if (payload[0] === CommandCode.COM_QUERY) {
      // one that could not be read was none to their server
      if (this.#asked?.sql?.length === payload.length) return payload;
      return encodeComQuery({ sql: decodeComQuery(payload, theirs).sql, attributes: [] }, ours);
    }
    const execute = payload[0] === CommandCode.COM_STMT_EXECUTE ? this.#statements.decode(payload, theirs) : null;
    if (execute === null) return payload;
    const count = this.#asked?.statement?.parameterCount ?? execute.parameters.length;
    const parameters = execute.parameters.slice(0, count);
    const unnamed = hasCapability(ours, flag) ? Buffer.alloc(0) : null;
    return encodeComStmtExecute(
      {
        ...execute,
        flags: execute.flags & CURSOR_FLAGS,
        parameters: parameters.map((each) => ({ ...each, name: unnamed })),
      },
      ours,
    );
  }

  #withOwnId(payload: Buffer): Buffer | null {
    if (!hasTrait(payload[0] ?? -1, Trait.ABOUT_STATEMENT) || payload.length < 5) return payload;
    const recorded = payload.readUInt32LE(1);
    if (recorded === LAST_PREPARED_STATEMENT_ID) return payload;
    const own = this.#ids.get(recorded);
    if (own === undefined) return null;
    const changed = Buffer.from(payload);
    changed.writeUInt32LE(own, 1);
    return changed;
  }
}

const CURSOR_FLAGS = 0x07;

/** What a response said when it was recorded. */
export function recordedFacts(
  reader: { responseFacts(id: number): ResponseFacts },
  { responseId }: ListedExchange,
): ResponseFacts {
  return responseId === null ? NO_FACTS : reader.responseFacts(responseId);
}
