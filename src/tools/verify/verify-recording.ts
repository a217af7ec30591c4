// Asks a live server what a recording's clients asked, and compares. Where the server is to stay as it is, session by session,
// each in a transaction that is rolled back; where writes are allowed, in the order of the recording.

import { ConnectionLost } from '../../core/errors.ts';
import { type Account, ClientSession, ServerRefusal } from '../../mysql/session/client-session.ts';
import type { UpstreamOptions } from '../../mysql/session/upstream.ts';
import { readTableSchemas } from '../../record/table-schemas.ts';
import type { ListedExchange, ListedSession } from '../../store/reading/listing.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';
import { NEVER_ASKED } from '../history/follow-session.ts';
import { compareTables } from './compare-tables.ts';
import { dependents } from './plan.ts';
import { type Guarded, SessionVerifier, type Verdict } from './session-verifier.ts';
import { readUnrollable } from './unrollable-tables.ts';
import {
  type Asked,
  type Drift,
  type TableDrift,
  TRANSACTION_ENDS,
  type VerifyResult,
  type Withheld,
} from './verify-result.ts';

export interface VerifyOptions {
  readonly upstream: UpstreamOptions;
  /** The account for a recorded user; null: for what mock asks by itself. */
  readonly accountFor: (user: string | null) => Account;
  /** Everything is sent as it was recorded, and stays. */
  readonly allowWrites: boolean;
  /** Told now and then how far it is. */
  readonly onProgress?: (done: number, total: number) => void;
}

const MAX_LISTED = 1000;
const PROGRESS_EXCHANGES = 20;
/** ER_DBACCESS_DENIED_ERROR, ER_BAD_DB_ERROR: about one session's database, not about all of them. */
const ABOUT_DATABASE: ReadonlySet<number> = new Set([1044, 1049]);

/** @throws MockError where the server cannot be reached or refuses the account, or the recording is damaged */
export async function verifyRecording(reader: RecordingFileReader, options: VerifyOptions): Promise<VerifyResult> {
  return await new Verification(reader, options).run();
}

class Verification {
  readonly #reader: RecordingFileReader;
  readonly #options: VerifyOptions;
  readonly #skipped = new Map<string, number>();
  readonly #drifts: Drift[] = [];
  readonly #withheld: Withheld[] = [];
  readonly #unguarded: number[] = [];
  #guarded: Guarded | null = null;
  #drifting = 0;
  #compared = 0;
  #total = 0;
  #seen = 0;

  constructor(reader: RecordingFileReader, options: VerifyOptions) {
    this.#reader = reader;
    this.#options = options;
  }

  async run(): Promise<VerifyResult> {
    const schemas = [...new Set(this.#reader.tables().map(({ schema }) => schema))];
    const { tables, unrollable } = await this.#askServer(schemas);
    const sessions = this.#reader.listSessions();
    this.#total = sessions.reduce((sum, { exchanges }) => sum + exchanges, 0);
    if (unrollable === null) await this.#inOrder(sessions);
    else {
      const isLeft = (names: readonly string[]) => names.some((name) => unrollable.has(name));
      this.#guarded = { isLeft, dependents: dependents(this.#reader, isLeft) };
      for (const session of sessions) await this.#alone(session);
    }
    this.#options.onProgress?.(this.#total, this.#total);
    return this.#result(tables);
  }

  /** What the server says of its tables; on a server with many it may take long. */
  async #askServer(schemas: readonly string[]) {
    const { allowWrites, upstream, accountFor } = this.#options;
    const session = await ClientSession.open(upstream, accountFor(null));
    try {
      const recorded = this.#reader.tables();
      return {
        tables: recorded.length === 0 ? null : compareTables(recorded, await readTableSchemas(session, schemas)),
        unrollable: allowWrites ? null : await readUnrollable(session),
      };
    } finally {
      session.close();
    }
  }

  #result(tables: readonly TableDrift[] | null): VerifyResult {
    return {
      exchanges: this.#total,
      compared: this.#compared,
      share: this.#share(),
      drifting: this.#drifting,
      drifts: this.#drifts,
      tables,
      withheld: this.#withheld,
      skipped: Object.fromEntries(this.#skipped),
      unguarded: this.#unguarded,
    };
  }

  #share(): number {
    const questions = this.#total - (this.#skipped.get(TRANSACTION_ENDS) ?? 0);
    return questions === 0 ? 100 : (this.#compared / questions) * 100;
  }

  async #alone(session: ListedSession): Promise<void> {
    const playing = await this.#open(session);
    try {
      for (const exchange of this.#reader.listExchanges({ session: session.id })) await this.#take(playing, exchange);
    } finally {
      await this.#end(playing);
    }
  }

  async #inOrder(sessions: readonly ListedSession[]): Promise<void> {
    const byId = new Map(sessions.map((session) => [session.id, session]));
    const playing = new Map<number, Playing>();
    try {
      for (const exchange of this.#reader.listExchanges()) {
        const session = byId.get(exchange.session);
        if (session === undefined) continue;
        const each = playing.get(session.id) ?? (await this.#open(session));
        playing.set(session.id, each);
        await this.#take(each, exchange);
        if (each.left === 0) await this.#end(each);
      }
    } finally {
      for (const each of playing.values()) await this.#end(each);
    }
  }

  async #open(session: ListedSession): Promise<Playing> {
    const { facts, exchanges } = session;
    const playing: Playing = { verifier: null, why: '', left: exchanges };
    if (facts.protocol !== 'classic') return { ...playing, why: 'of the X Protocol' };
    if (facts.authOutcome !== 'ok') return { ...playing, why: 'of a login that failed' };
    if (exchanges === 0) return playing;
    const { upstream, accountFor } = this.#options;
    const options = { reader: this.#reader, upstream, account: accountFor(facts.user), guarded: this.#guarded };
    try {
      return { ...playing, verifier: await SessionVerifier.open(options, session) };
    } catch (error) {
      if (!(error instanceof ServerRefusal) || !ABOUT_DATABASE.has(error.errno)) throw error;
      const login = {
        exchange: 0,
        session: session.id,
        scope: facts.scope,
        command: 'login',
        sql: null,
        parameters: null,
      };
      this.#note(login, [{ kind: 'outcome', from: 'ok', to: error.message }]);
      return { ...playing, why: 'of a session that cannot log in' };
    }
  }

  async #take(playing: Playing, exchange: ListedExchange): Promise<void> {
    playing.left--;
    if (NEVER_ASKED.has(exchange.command)) {
      this.#total--;
      return;
    }
    this.#tell(++this.#seen);
    if (playing.verifier === null) this.#skip(playing.why);
    else await this.#ask(playing, playing.verifier, exchange);
  }

  #tell(seen: number): void {
    if (seen % PROGRESS_EXCHANGES === 0) this.#options.onProgress?.(seen, this.#total);
  }

  async #ask(playing: Playing, verifier: SessionVerifier, exchange: ListedExchange): Promise<void> {
    try {
      this.#keep(exchange, await verifier.take(exchange));
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      this.#compared++;
      this.#note(askedOf(exchange), [{ kind: 'outcome', from: exchange.outcome, to: error.message }]);
      await this.#end(playing);
      playing.why = 'behind the end of the connection';
    }
  }

  #keep(exchange: ListedExchange, verdict: Verdict): void {
    switch (verdict.kind) {
      case 'compared':
        this.#compared++;
        if (verdict.changes.length > 0) this.#note(askedOf(exchange), verdict.changes);
        break;
      case 'skipped':
        this.#skip(verdict.reason);
        break;
      case 'withheld':
        this.#skip(`not sent: ${verdict.reason}`);
        if (this.#withheld.length < MAX_LISTED) {
          this.#withheld.push({ ...askedOf(exchange), reason: verdict.reason });
        }
        break;
    }
  }

  async #end(playing: Playing): Promise<void> {
    const { verifier } = playing;
    playing.verifier = null;
    await verifier?.end();
    if (verifier !== null && verifier.unguardedBy !== null) this.#unguarded.push(verifier.unguardedBy);
  }

  #note(asked: Asked, changes: Drift['changes']): void {
    this.#drifting++;
    if (this.#drifts.length < MAX_LISTED) this.#drifts.push({ ...asked, changes });
  }

  #skip(why: string): void {
    this.#skipped.set(why, (this.#skipped.get(why) ?? 0) + 1);
  }
}

interface Playing {
  /** Null where nothing of the session is asked. */
  verifier: SessionVerifier | null;
  /** Why not. */
  why: string;
  /** Exchanges to come. */
  left: number;
}

function askedOf({ id, session, scope, command, sql, parameters }: ListedExchange): Asked {
  return { exchange: id, session, scope, command, sql, parameters };
}
