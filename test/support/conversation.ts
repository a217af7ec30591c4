// The same raw conversation three times: with the server, through record, and from replay. What came back is kept as
// text, one line per command, so that the three can be compared.

import { CommandCode } from '../../src/mysql/constants/commands.ts';
import type { ServerAddress } from '../servers/index.ts';
import { RawClient } from './raw-client.ts';
import { startRecord, startReplay, temporaryFolder } from './serving.ts';

type Body = Buffer | string | readonly number[];

const PING = bytes([CommandCode.COM_PING]);
/**
 * An OK packet with the first sequence id: the answer before it ended where we think it did. It may tell of the session's
 * state what an EOF packet could not.
 */
const PONG = /^[0-9a-f]{2}000001000000[0-9a-f]+$/;

/** Bytes from numbers, text and buffers. */
export function bytes(...parts: readonly Body[]): Buffer {
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));
}

export function int4(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value >>> 0);
  return buffer;
}

export class Conversation {
  readonly client: RawClient;
  readonly lines: string[] = [];

  constructor(client: RawClient) {
    this.client = client;
  }

  /**
   * Sends a command and keeps its answer; a ping behind it makes sure that nothing of it is left.
   * @param name begins with `~` where two runs against a server do not answer alike
   */
  async ask(name: string, code: number, ...body: readonly Body[]): Promise<Buffer> {
    const answer = await this.client.command(bytes([code], ...body));
    this.lines.push(`${name}: ${shown(code, answer)}`);
    const pong = (await this.client.command(PING)).toString('hex');
    if (!PONG.test(pong)) throw new Error(`behind the answer to ${name} comes ${pong}`);
    return answer;
  }

  query(sql: string, name = sql): Promise<Buffer> {
    const attributes = this.hasAttributes ? [0, 1] : [];
    return this.ask(name, CommandCode.COM_QUERY, attributes, sql);
  }

  /** Returns the statement's id; 0 where it was refused. */
  async prepare(sql: string): Promise<number> {
    const answer = await this.ask(`prepare ${sql}`, CommandCode.COM_STMT_PREPARE, sql);
    return answer[4] === 0 ? answer.readUInt32LE(5) : 0;
  }

  /** @param block what stands behind the iteration count */
  execute(name: string, id: number, flags: number, ...block: readonly Body[]): Promise<Buffer> {
    return this.ask(`execute ${name}`, CommandCode.COM_STMT_EXECUTE, int4(id), [flags, 1, 0, 0, 0], ...block);
  }

  fetch(name: string, id: number, rows: number): Promise<Buffer> {
    return this.ask(`fetch ${name}`, CommandCode.COM_STMT_FETCH, int4(id), int4(rows));
  }

  /** The count of parameters, where it is sent. */
  count(parameters: number): readonly number[] {
    return this.hasAttributes ? [parameters] : [];
  }

  /** A parameter's type, with its empty name where names are sent. */
  type(code: number): readonly number[] {
    return this.hasAttributes ? [code, 0, 0] : [code, 0];
  }

  get hasAttributes(): boolean {
    return (this.client.capabilities & (1n << 27n)) !== 0n;
  }
}

export interface ThreeWays {
  readonly direct: string[];
  readonly recorded: string[];
  readonly replayed: string[];
  readonly misses: number;
  /** The recording is there only while `talk` runs: what it tells is taken here. */
  readonly log: string;
}

/** Each run begins with the same state where `talk` makes its own. */
export async function converse(
  server: ServerAddress,
  login: { readonly user: string; readonly capabilities: bigint; readonly database?: string },
  talk: (conversation: Conversation) => Promise<void>,
): Promise<ThreeWays> {
  const run = async ({ host, port }: { host: string; port: number }): Promise<string[]> => {
    await using client = await RawClient.login({ host, port, ...login });
    const conversation = new Conversation(client);
    await talk(conversation);
    return conversation.lines;
  };
  await using folder = await temporaryFolder();
  const direct = await run(server);
  const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
  const recorded = await run(recorder).finally(() => recorder.close());
  await using replayer = await startReplay(folder, recorder.file);
  const replayed = await run(replayer);
  const log = recorder.log.text + replayer.log.text;
  return { direct, recorded, replayed, misses: replayer.counts().misses, log };
}

/** Lines that any two runs against the server have in common. */
export function stable(lines: readonly string[]): string[] {
  return lines.filter((line) => !line.startsWith('~'));
}

/** Statement ids are each run's own. */
function shown(code: number, answer: Buffer): string {
  if (answer[4] === 0xff) return `ERR ${answer.readUInt16LE(5)} ${withoutIds(answer.toString('utf8', 7))}`;
  if (code !== CommandCode.COM_STMT_PREPARE) return answer.length > 20_000 ? summary(answer) : answer.toString('hex');
  const copy = Buffer.from(answer);
  copy.writeUInt32LE(0, 5);
  return copy.toString('hex');
}

function withoutIds(message: string): string {
  return message.replace(/(handler|statement) \(\d+\)/, '$1 (id)');
}

function summary(answer: Buffer): string {
  let sum = 0;
  for (const byte of answer) sum = (sum * 31 + byte) >>> 0;
  return `${answer.length} bytes, ${sum}`;
}
