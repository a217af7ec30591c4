// What a fuzz test of the listeners needs: `record` in front of captured answers, `replay` of what was recorded, a
// well-behaved connection to each that must be answered rightly all the time, and an eye on what must never happen.

import { expect } from 'vitest';
import type { RecordingRun, ReplayRun } from '../../src/index.ts';
import { Capability } from '../../src/mysql/constants/capabilities.ts';
import { BareClient } from './bare-client.ts';
import { goldenExchanges, wireOf } from './golden-exchanges.ts';
import { type GoldenUpstream, startGoldenUpstream } from './golden-upstream.ts';
import { type Folder, type Started, startRecord, startReplay, temporaryFolder } from './serving.ts';

export type Target = 'record' | 'replay';
export const targets: readonly Target[] = ['record', 'replay'];

/** How long a stranger may take; short, so that a test waits for many of them. */
export const CONNECT_TIMEOUT_MS = 200;
/** For closing, lingering and a busy machine; a hang is for ever. */
export const SLACK_MS = 5000;
/** What a few connections that send little may ever cost. */
const MOST_BYTES = 400 * 1024 * 1024;

export const ANYONE = { user: 'anyone', password: 'pw-anyone-77e1', plugin: 'caching_sha2_password' };
const MYSQL2 = goldenExchanges().filter(({ name }) => name.startsWith('mysql-9.7.4/mysql2-'));
const NOT_BY_A_BARE_CLIENT =
  Capability.SSL | Capability.CONNECT_WITH_DB | Capability.PLUGIN_AUTH_LENENC_CLIENT_DATA | Capability.CONNECT_ATTRS;
/** What the captures of mysql2 were negotiated with. */
export const CAPABILITIES = Number((MYSQL2[0]?.capabilities ?? 0n) & 0xffffffffn & ~NOT_BY_A_BARE_CLIENT);
/** What the witnesses ask: a result set that no write of anybody's changes, and that a replay gives again and again. */
const QUESTION = MYSQL2.find(({ command }) => command[0] === 0x03 && command.includes('select 1 as one'));

type Runs = { readonly record: Started<RecordingRun>; readonly replay: Started<ReplayRun> };
type Witnesses = Readonly<Record<Target, BareClient>>;

export class FuzzStage implements AsyncDisposable {
  readonly upstream: GoldenUpstream;
  readonly #folder: Folder;
  readonly #runs: Runs;
  readonly #witnesses: Witnesses;
  readonly #accidents: unknown[] = [];
  readonly #memoryBefore = process.memoryUsage().rss;
  readonly #onAccident = (error: unknown) => void this.#accidents.push(error);

  private constructor(upstream: GoldenUpstream, folder: Folder, runs: Runs, witnesses: Witnesses) {
    this.upstream = upstream;
    this.#folder = folder;
    this.#runs = runs;
    this.#witnesses = witnesses;
    process.on('uncaughtException', this.#onAccident).on('unhandledRejection', this.#onAccident);
  }

  static async set(): Promise<FuzzStage> {
    const folder = await temporaryFolder();
    const upstream = await startGoldenUpstream();
    const first = await startRecord(folder, { upstream: upstream.address });
    await recordCaptures(first);
    await first.close();
    const connectTimeoutMs = CONNECT_TIMEOUT_MS;
    const record = await startRecord(folder, { upstream: upstream.address, connectTimeoutMs });
    const replay = await startReplay(folder, first.file, { connectTimeoutMs });
    const witnesses = { record: await logIn(record), replay: await logIn(replay) };
    // A client that has ended its side and waits is not seen to die: where the server forgets him, we go on with that.
    upstream.idleTimeoutMs = 500;
    return new FuzzStage(upstream, folder, { record, replay }, witnesses);
  }

  place(target: Target): { readonly host: string; readonly port: number } {
    const { host, port } = this.#runs[target];
    return { host, port };
  }

  /** The others go on, nothing went wrong where nobody looks, memory is bounded. */
  async check(): Promise<void> {
    for (const target of targets) {
      const witness = this.#witnesses[target];
      if (QUESTION === undefined) throw new Error('the captures hold no result set');
      const answer = wireOf(QUESTION.answer);
      witness.sendPacket(0, QUESTION.command);
      expect(await within(SLACK_MS, witness.take(answer.length), `the other connection to ${target}`)).toEqual(answer);
    }
    expect(this.#accidents).toEqual([]);
    expect(process.memoryUsage().rss - this.#memoryBefore).toBeLessThan(MOST_BYTES);
  }

  /** No more connections are left at the server behind `record` than there were. */
  async checkNothingIsLeft(before: number): Promise<void> {
    await expect.poll(() => this.upstream.connectionCount, { timeout: SLACK_MS }).toBeLessThanOrEqual(before);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const target of targets) this.#witnesses[target].destroy();
    const began = performance.now();
    await this.#runs.record.close();
    await this.#runs.replay.close();
    expect(performance.now() - began).toBeLessThan(SLACK_MS);
    await this.upstream[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
    process.off('uncaughtException', this.#onAccident).off('unhandledRejection', this.#onAccident);
    expect(this.#accidents).toEqual([]);
  }
}

/** @throws Error that names `what` where the promise takes longer */
export async function within<T>(ms: number, promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function logIn(to: { host: string; port: number }): Promise<BareClient> {
  const client = await BareClient.connect({ host: to.host, port: to.port });
  return await client.login(ANYONE, CAPABILITIES);
}

/** Every captured exchange of mysql2, so that a replay has something to answer with. */
async function recordCaptures(to: { host: string; port: number }): Promise<void> {
  await using client = await logIn(to);
  for (const { command, answer, answerToFile } of MYSQL2) {
    client.sendPacket(0, command);
    await client.take(wireOf(answer).length);
    if (answerToFile.length === 0) continue;
    client.sendPacket(2, 'a line\n').sendPacket(3, '');
    await client.take(wireOf(answerToFile).length);
  }
  client.sendPacket(0, '\x01');
  await client.lines();
}
