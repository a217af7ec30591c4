// What a statement says, read once: programs ask the same few statements over and over, and cutting one into tokens
// costs more than everything else that an exchange needs.

import type { StatementRules } from '../core/command.ts';
import type { DataAccess } from './access/access-shape.ts';
import { readDataAccess } from './access/data-access.ts';
import { type Dependencies, readDependencies } from './dependencies.ts';
import { maskSecrets, secretParameters } from './secrets/mask-secrets.ts';
import type { SessionEffect } from './session/session-effect.ts';
import { readEffects } from './session/session-effects.ts';
import { readSettings, type Setting } from './session/settings.ts';
import { type DatabaseChange, databaseChanges, firstKeyword, isRead, isSessionBound } from './statement-facts.ts';
import { normaliseTokens } from './statement-identity.ts';
import type { LexerOptions } from './words/token.ts';
import { Tokens } from './words/tokens.ts';

/** Longer ones are remembered no longer than their own bytes, so that what is kept stays below some 20 MiB. */
const REMEMBERED_BYTES = 1024;
const REMEMBERED_STATEMENTS = 4096;

let lastNumber = 0;

/** The facts of one statement, each worked out when it is first asked for. */
export class StatementReading {
  /** Of this reading and no other. */
  readonly number = ++lastNumber;
  /** The statement with its secrets masked; the given buffer itself where there is none. */
  readonly masked: Buffer;
  readonly #options: LexerOptions;
  #tokens: Tokens | null = null;
  #secretParameters: ReadonlySet<number> | null = null;
  #access: readonly DataAccess[] | null = null;
  #normal: Buffer | null = null;
  #compared: Buffer | null = null;
  #keyword: string | null = null;
  #isRead: boolean | null = null;
  #isSessionBound: boolean | null = null;
  #databases: readonly DatabaseChange[] | null = null;
  #settings: readonly Setting[] | null = null;
  #dependencies: Dependencies | null = null;
  #effects: readonly SessionEffect[] | null = null;
  #fingerprintKey: string | null = null;
  #fingerprint = '';

  constructor(sql: Buffer, options: LexerOptions) {
    this.masked = maskSecrets(sql, options);
    this.#options = options;
  }

  /** The tokens of `masked`. */
  get tokens(): Tokens {
    this.#tokens ??= new Tokens(this.masked, this.#options);
    return this.#tokens;
  }

  /** As the function of this name. */
  get secretParameters(): ReadonlySet<number> {
    this.#secretParameters ??= secretParameters(this.masked, this.#options);
    return this.#secretParameters;
  }

  /** As `readDataAccess`. */
  get access(): readonly DataAccess[] {
    this.#access ??= readDataAccess(this.tokens);
    return this.#access;
  }

  /** The normal form of `masked`. */
  get normal(): Buffer {
    this.#normal ??= normaliseTokens(this.tokens);
    return this.#normal;
  }

  /** What counts of it: the normal form, less what the user's own rules leave out. */
  get compared(): Buffer {
    const { rules } = this.#options;
    if (rules === undefined || rules === null) return this.normal;
    this.#compared ??= rules.apply(this.normal, this.#options);
    return this.#compared;
  }

  /** As `firstKeyword`. */
  get keyword(): string {
    this.#keyword ??= firstKeyword(this.tokens);
    return this.#keyword;
  }

  get isRead(): boolean {
    this.#isRead ??= isRead(this.tokens);
    return this.#isRead;
  }

  get isSessionBound(): boolean {
    this.#isSessionBound ??= isSessionBound(this.tokens);
    return this.#isSessionBound;
  }

  /** As `databaseChanges`. */
  get databaseChanges(): readonly DatabaseChange[] {
    this.#databases ??= databaseChanges(this.tokens);
    return this.#databases;
  }

  /** As `readSettings`. */
  get settings(): readonly Setting[] {
    this.#settings ??= readSettings(this.tokens);
    return this.#settings;
  }

  /** As `readDependencies`. */
  get dependencies(): Dependencies {
    this.#dependencies ??= readDependencies(this.tokens);
    return this.#dependencies;
  }

  /** As `readEffects`. */
  get effects(): readonly SessionEffect[] {
    this.#effects ??= readEffects(this.tokens);
    return this.#effects;
  }

  /** The fingerprint made last, where `key`, all that counts beside the statement, is still the same; else a new one. */
  remembered(key: string, make: () => string): string {
    if (this.#fingerprintKey !== key) {
      this.#fingerprint = make();
      this.#fingerprintKey = key;
    }
    return this.#fingerprint;
  }
}

/** Statements as they were read under the same rules: in two generations, the older is forgotten when the younger is full. */
class Readings {
  #young = new Map<string, StatementReading>();
  #old = new Map<string, StatementReading>();
  /** The statement that was asked for last: whoever handles a command asks several times. */
  #last: { readonly sql: Buffer; readonly options: LexerOptions; readonly reading: StatementReading } | null = null;
  /** Long ones are remembered for as long as their bytes are there. */
  readonly #long = new WeakMap<Buffer, { readonly key: string; readonly reading: StatementReading }>();

  /** Reads a statement, or remembers how it was read. @param sql never changes any more */
  read(sql: Buffer, options: LexerOptions): StatementReading {
    const last = this.#last;
    if (last?.sql === sql && last.options === options) return last.reading;
    const reading = sql.length > REMEMBERED_BYTES ? this.#readLong(sql, options) : this.#readOrRemember(sql, options);
    this.#last = { sql, options, reading };
    return reading;
  }

  #readOrRemember(sql: Buffer, options: LexerOptions): StatementReading {
    const key = `${dialectKey(options)}${sql.toString('latin1')}`;
    const known = this.#young.get(key);
    if (known !== undefined) return known;
    // its own copy: the given buffer may be a piece of a far bigger one
    const own = Buffer.from(sql);
    const reading = this.#old.get(key) ?? new StatementReading(own, options);
    // nothing that holds a secret is kept
    if (reading.masked.length !== own.length || !reading.masked.equals(own)) return reading;
    if (this.#young.size >= REMEMBERED_STATEMENTS) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, reading);
    return reading;
  }

  #readLong(sql: Buffer, options: LexerOptions): StatementReading {
    const key = dialectKey(options);
    const known = this.#long.get(sql);
    if (known?.key === key) return known.reading;
    const reading = new StatementReading(sql, options);
    this.#long.set(sql, { key, reading });
    return reading;
  }
}

/** Without rules a reading follows from the statement and its dialect alone, whatever recording it is for. */
const plain = new Readings();
/** With rules it belongs to them, and goes when their recording goes. */
const underRules = new WeakMap<StatementRules, Readings>();

/** Reads a statement, or remembers how it was read. @param sql never changes any more */
export function readStatement(sql: Buffer, options: LexerOptions = NO_OPTIONS): StatementReading {
  const { rules } = options;
  return (rules ? readingsUnder(rules) : plain).read(sql, options);
}

const NO_OPTIONS: LexerOptions = {};

/** The tokens of exactly these bytes: those of the reading, where nothing in them is masked. */
export function tokensOf(sql: Buffer, options: LexerOptions = NO_OPTIONS): Tokens {
  const reading = readStatement(sql, options);
  return reading.masked.equals(sql) ? reading.tokens : new Tokens(sql, options);
}

function readingsUnder(rules: StatementRules): Readings {
  let readings = underRules.get(rules);
  if (readings === undefined) {
    readings = new Readings();
    underRules.set(rules, readings);
  }
  return readings;
}

/** Ends at its colon, so that no two dialects and statements make one key. */
function dialectKey({ charset, noBackslashEscapes, ansiQuotes }: LexerOptions): string {
  return `${charset ?? ''}${noBackslashEscapes ? 1 : 0}${ansiQuotes ? 1 : 0}:`;
}
