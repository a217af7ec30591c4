// A replay without a socket: commands go straight to the responder that a connection would have, over a recording that is made
// of a few lines.

import { onTestFinished } from 'vitest';
import type { Command } from '../../src/core/command.ts';
import type { Answer, Login } from '../../src/core/responder.ts';
import { packetsOf } from '../../src/mysql/codec/framing.ts';
import { splitResponse } from '../../src/mysql/codec/response-packets.ts';
import { ENCODING_BITS } from '../../src/mysql/constants/capability-sets.ts';
import { ColumnType } from '../../src/mysql/constants/column-types.ts';
import { CommandCode } from '../../src/mysql/constants/commands.ts';
import { encodeComQuery } from '../../src/mysql/packets/com-query.ts';
import { decodeErr } from '../../src/mysql/packets/err.ts';
import { decodeOk } from '../../src/mysql/packets/ok.ts';
import { decodeTextRow } from '../../src/mysql/packets/text-row.ts';
import { SessionState } from '../../src/mysql/session/session-state.ts';
import type { Miss } from '../../src/replay/misses/misses.ts';
import { PlaybackResponder } from '../../src/replay/session/playback-responder.ts';
import {
  type Played,
  ReplayContext,
  type ReplayContextOptions,
  type Synthesised,
} from '../../src/replay/session/replay-context.ts';
import type { Substitution } from '../../src/replay/volatile/values/substitution.ts';
import type { RecordingFileReader } from '../../src/store/reading/reader.ts';
import { formatColumns } from '../../src/tools/text/lines/column-lines.ts';
import { formatStatement } from '../../src/tools/text/lines/statement-block.ts';
import { CapturedLog } from './captured-log.ts';
import { loaded, opened, textOf } from './edited-recording.ts';

type Rows = readonly (readonly (string | null)[])[];
export type SaidAnswer =
  | 'ok'
  | Rows
  | { readonly insertId: number }
  | { readonly code: number; readonly message: string };

const NAMES = ['a', 'b', 'c', 'd'];

/** Lines of one recorded query. @param also lines between the statement and the answer */
export function said(sql: string, answer: SaidAnswer = 'ok', also: readonly string[] = []): string[] {
  return ['COM_QUERY', ...formatStatement(Buffer.from(sql), ''), ...also, '=>', ...answerLines(answer)];
}

/** @param status flags of an OK packet */
export function answerLines(answer: SaidAnswer, status = '0x0002'): string[] {
  if (answer === 'ok') return [`ok status ${status}`];
  if ('insertId' in answer) return [`ok affected 1 insert_id ${answer.insertId} status ${status}`];
  if ('code' in answer) return [`error ${answer.code} 'HY000' '${answer.message}'`];
  const width = answer[0]?.length ?? 1;
  const cells = answer.map((row) => row.map((cell) => (cell === null ? 'NULL' : `'${cell}'`)));
  const table = [NAMES.slice(0, width), ...cells].map((row) => `| ${row.join(' | ')} |`);
  return [`columns columns-${width} eof 0x0002`, ...table, 'end status 0x0002'];
}

/** A recording of one session of these lines; a text column for each cell. @param ended how the session ended */
export function recordingOf(exchanges: readonly (readonly string[])[], ended = 'quit'): RecordingFileReader {
  const columns = NAMES.map((_, at) => {
    const lines = formatColumns(NAMES.slice(0, at + 1).map(textColumn));
    return ['', `define columns-${at + 1}`, ...lines.map((line) => `  ${line}`)].join('\n');
  });
  const text = textOf(exchanges.flat()).replace('ended quit', `ended ${ended}`);
  return opened(loaded(text + columns.join('\n')));
}

function textColumn(name: string) {
  const none = Buffer.alloc(0);
  return {
    ...{ catalog: Buffer.from('def'), schema: none, table: none, originalTable: none, name: Buffer.from(name) },
    ...{ originalName: none, charset: 255, displayLength: 80, type: ColumnType.VAR_STRING, flags: 0, decimals: 31 },
    extendedMetadata: [],
  };
}

/** What all connections of a replay share, with what it was told. */
export class Playback {
  readonly context: ReplayContext;
  readonly log = new CapturedLog();
  readonly misses: Miss[] = [];
  readonly synthesised: Synthesised[] = [];
  readonly played: Played[] = [];
  readonly substituted: Substitution[] = [];

  constructor(reader: RecordingFileReader, options: Partial<ReplayContextOptions> = {}) {
    this.context = new ReplayContext({
      ...{ reader, users: [], requireAuth: false, logger: this.log },
      rsaKeys: () => Promise.reject(new Error('nobody needs keys here')),
      onMiss: (miss) => void this.misses.push(miss),
      onSynthesised: (one) => void this.synthesised.push(one),
      onPlayed: (one) => void this.played.push(one),
      onSubstituted: (one) => void this.substituted.push(one),
      ...options,
    });
  }

  /** A client that has logged in as the recorded one did. */
  async connect(changes: Partial<Login> = {}): Promise<PlaybackClient> {
    const client = new PlaybackClient(this, changes);
    await client.login(changes);
    onTestFinished(() => client.responder.end());
    return client;
  }
}

export class PlaybackClient {
  readonly responder: PlaybackResponder;
  readonly capabilities: bigint;
  /** Payload of the greeting, and of the answer to the last login. */
  greeting = Buffer.alloc(0);
  reply = Buffer.alloc(0);
  isAccepted = false;
  lastAnswer: Answer | null = null;
  #state: SessionState;

  constructor({ context }: Playback, { capabilities }: Partial<Login> = {}) {
    const recorded = context.reader.firstSession()?.facts;
    this.capabilities = capabilities ?? recorded?.capabilities ?? 0n;
    this.responder = new PlaybackResponder(context, 'localhost');
    this.#state = this.#stateOf('', recorded?.database ?? '');
  }

  #stateOf(user: string, database: string): SessionState {
    return new SessionState({ capabilities: this.capabilities, user, database, charset: 255, status: 2 });
  }

  /** Greets and logs in. */
  async login(changes: Partial<Login> = {}, isChange = false): Promise<void> {
    const { closed } = { closed: new Promise<void>(() => undefined) };
    if (!isChange)
      this.greeting = Buffer.from(await this.responder.greet({ closed, left: closed, hasMore: () => false }));
    const login: Login = {
      ...{ payload: Buffer.alloc(0), capabilities: this.capabilities, user: 'demo', scope: '', database: 'shop' },
      ...{ authPlugin: 'mysql_native_password', authResponse: Buffer.alloc(20, 1), charset: 255, tls: null },
      ...{ isTls: false, isSecure: true },
      ...changes,
    };
    const dialogue = { send: async () => undefined, receive: async () => Buffer.from('secret\0') };
    const result = await this.responder[isChange ? 'changeUser' : 'login'](login, dialogue);
    this.reply = Buffer.from(result.reply);
    this.isAccepted = result.accepted;
    if (result.accepted) this.#state = this.#stateOf(login.user, login.database);
  }

  /** The bytes of a command's answer. */
  async send(payload: Buffer, fromClient: readonly Buffer[] = []): Promise<Buffer> {
    const sent: Buffer[] = [];
    const packets = [...fromClient];
    const command: Command = this.#state.decode(payload);
    const answer = await this.responder.respond(command, {
      write: (bytes) => void sent.push(Buffer.from(bytes)),
      readClientPacket: async () => ({ sequenceId: 2, payload: packets.shift() ?? Buffer.alloc(0) }),
    });
    this.#state.apply(command, answer.facts, answer.exchange);
    this.lastAnswer = answer;
    return Buffer.concat(sent);
  }

  /** What a query is answered with: `ok`, an error in words, or rows. */
  async query(sql: string): Promise<unknown> {
    return this.read(await this.send(encodeComQuery({ sql: Buffer.from(sql), attributes: [] }, this.capabilities)));
  }

  /** The statement's id. */
  async prepare(sql: string): Promise<number> {
    const answer = await this.send(Buffer.concat([Buffer.of(CommandCode.COM_STMT_PREPARE), Buffer.from(sql)]));
    return answer[4] === 0 ? answer.readUInt32LE(5) : 0;
  }

  read(bytes: Buffer): unknown {
    const [first] = packetsOf([bytes]);
    if (first === undefined) return null;
    const encoding = this.capabilities & ENCODING_BITS;
    if (first.payload[0] === 0xff) {
      const { code, message } = decodeErr(first.payload);
      return `error ${code} ${message}`;
    }
    if (first.payload[0] === 0x00) {
      const { lastInsertId } = decodeOk(first.payload, encoding);
      return lastInsertId === 0n ? 'ok' : `ok ${lastInsertId}`;
    }
    const packets = splitResponse(bytes, CommandCode.COM_QUERY, encoding) ?? [];
    const rows = packets.filter(({ kind }) => kind === 'row');
    const [count] = first.payload;
    return rows.map(({ payload }) => decodeTextRow(payload, count ?? 0).map((cell) => cell?.toString() ?? null));
  }
}
