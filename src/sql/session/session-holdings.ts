// What a session holds beside its settings, as far as later answers depend on it: user variables, temporary tables,
// statements of PREPARE … FROM, the last insert id, the statement before. Recording and replay follow it in the same way.

import { canonicalDigest } from '../../core/canonical-hash.ts';
import {
  type ClientTraits,
  NO_CONTEXT,
  type ParameterValue,
  type PreviousStatement,
  type ResponseFacts,
  type SessionContext,
  type VariablesHeld,
} from '../../core/command.ts';
import { boundText } from '../values/bound-text.ts';
import type { LexerOptions } from '../words/token.ts';
import { foundBehind } from './found-before.ts';
import { mayBeGiven } from './given-id.ts';
import { heldAfter } from './held-names.ts';
import { handlersAfter } from './open-handlers.ts';
import { aboutOf, hasNoPart, NO_WARNINGS, toldOf, writes } from './previous-statement.ts';
import type { HeldText, SessionEffect } from './session-effect.ts';
import { askedBehind, SessionSequence } from './session-sequence.ts';
import { type Setting, settingValue } from './settings.ts';
import { contentOfHeld, heldNull, isHeldNull, UNSET_BUT_THERE } from './user-variable.ts';
import { isWithoutTables, keepsDiagnostics } from './without-tables.ts';

/** Of a longer statement only its beginning is kept. */
const KEPT_BYTES = 4096;
const UNKNOWN_DIGITS = 16;
/** SERVER_STATUS_IN_TRANS */
const IN_TRANSACTION = 1;
/** mock's own, which no server hears of. */
const SCOPE_VARIABLE = 'mock_scope';

export class SessionHoldings {
  #context: SessionContext;
  /** What was answered again since: of several the last one says all that they leave behind. */
  #again: PreviousStatement | null = null;
  readonly #sequence = new SessionSequence();
  #asked = NO_CONTEXT.asked;
  /** User variables whose value is known, and not only what it was computed by. */
  readonly #literals = new Set<string>();

  /** @param collation that of the login */
  constructor(client: ClientTraits, collation: string) {
    this.#context = { ...NO_CONTEXT, client, collation };
  }

  get context(): SessionContext {
    const again = this.#again;
    if (again !== null) {
      this.#again = null;
      this.noteExecuted(again);
    }
    if (this.#context.asked !== this.#asked) this.#context = { ...this.#context, asked: this.#asked };
    return this.#context;
  }

  /** User variables of the moment. */
  get variables(): VariablesHeld {
    const { userVariables, unknown } = this.context;
    return { userVariables, unknown };
  }

  get hasTemporaryTables(): boolean {
    return this.#context.temporaryTables.size > 0;
  }

  /** As `noteExecuted`, of a read outside of transactions that had rows, no warning and no id; noted once it is asked for. */
  noteAgain(previous: PreviousStatement): void {
    this.#again = previous;
  }

  /** Anything was asked. @param mark of it, as `markOf` makes it */
  noteAsked(mark: number): void {
    this.#asked = askedBehind(this.#asked, mark);
  }

  /** The server's counters of this session begin anew. */
  forgetAsked(): void {
    this.#asked = NO_CONTEXT.asked;
  }

  /** What the session has asked so far, as a word. */
  get sequence(): string {
    return this.#sequence.word;
  }

  /** A statement was executed well: before its effects are noted. */
  noteSequence(sql: Buffer, values: string): void {
    this.#sequence.note(sql, values);
  }

  /** A statement was prepared that would assign this variable. */
  noteWouldAssign(name: string): void {
    const { userVariables, unknown } = this.context;
    if (userVariables.has(name) || name === SCOPE_VARIABLE) return;
    const held = unknown === null ? UNSET_BUT_THERE : `${unknown}.prepared`;
    this.#change({ userVariables: new Map(userVariables).set(name, held) });
  }

  /** A statement was executed, well or not: behind its effects. */
  noteExecuted(previous: PreviousStatement): void {
    const { facts, sql } = previous;
    const id = facts.lastInsertId;
    const known = this.context;
    const short = sql.length > KEPT_BYTES ? { ...previous, sql: Buffer.from(sql.subarray(0, KEPT_BYTES)) } : previous;
    const kept = keepsDiagnostics(sql)
      ? { ...short, about: known.diagnosed === NO_WARNINGS ? NO_WARNINGS : aboutOf(known.previous) }
      : short;
    const isOpen = facts.status === null || (facts.status & IN_TRANSACTION) !== 0;
    // field by field: this is done for every statement, and a spread costs five times as much
    this.#context = {
      client: known.client,
      collation: known.collation,
      previous: kept,
      lastInsertId: id !== null && id > 0n ? this.#idBehind(id, previous, known.lastInsertId) : known.lastInsertId,
      userVariables: known.userVariables,
      prepared: known.prepared,
      preparedUnder: known.preparedUnder,
      preparedTexts: known.preparedTexts,
      temporaryTables: known.temporaryTables,
      handlers: known.handlers,
      unknown: known.unknown,
      hidden: known.hidden,
      diagnosed: hasNoPart(facts) && isWithoutTables(sql) ? known.diagnosed : kept,
      found: foundBehind(kept, known.found),
      rowCount: null,
      called: known.called,
      savepoints: isOpen ? known.savepoints : NO_CONTEXT.savepoints,
      locks: known.locks,
      sequences: known.sequences,
      asked: this.#asked,
      written: facts.outcome === 'ok' && writes(sql) ? this.#sequence.word : known.written,
    };
  }

  /** An answer tells of an id that was given as well (MySQL), and LAST_INSERT_ID() is what it was before then. */
  #idBehind(
    id: bigint,
    { sql, parameters }: PreviousStatement,
    before: SessionContext['lastInsertId'],
  ): bigint | string {
    return mayBeGiven(id, sql, parameters) ? `${id}.or.${before}` : id;
  }

  /** What FOUND_ROWS() and ROW_COUNT() tell of, where the text asks for them. */
  #behind(text: string): string {
    if (!/found_rows|row_count/i.test(text)) return '';
    const { found, previous, rowCount } = this.context;
    return [toldOf(found), toldOf(previous), rowCount ?? ''].join(' ');
  }

  /** Settings with what their values come from, as far as it is known. @param given values of session variables */
  resolved(settings: readonly Setting[], given: ReadonlyMap<string, string | null>): readonly Setting[] {
    if (!settings.some((one) => 'computed' in one)) return settings;
    return settings.map((setting) => this.#resolvedOne(setting, given));
  }

  #resolvedOne(setting: Setting, given: ReadonlyMap<string, string | null>): Setting {
    if (setting.kind === 'charset' || setting.kind === 'next transaction') return setting;
    const { computed, kind, name } = setting;
    if (computed === undefined) return setting;
    const literal = this.#literalOf(setting.kind === 'user' ? setting.text : setting.value, computed.variables);
    if (literal !== null && kind === 'user') return { kind, name, value: literal, text: setting.text };
    if (literal !== null)
      return { kind: 'variable', name, value: settingValue(contentOfHeld(literal)), isLiteral: true };
    const own = kind === 'user' ? `@${name}` : `@@${name}`;
    const parts = computed.variables.filter((one) => one !== own).map((one) => this.#valueOf(one, given));
    if (!computed.isDetermined) {
      parts.push(this.#sequence.word);
      parts.push(this.#behind(setting.kind === 'user' ? setting.text : setting.value));
    }
    const suffix = parts.filter((part) => part !== '').join(' ');
    if (suffix === '') return setting;
    if (kind === 'user') return { ...setting, text: `${setting.text} ${suffix}` };
    return { ...setting, value: `${setting.value} ${suffix}` };
  }

  /** The value of an expression that is one variable with a known value. */
  #literalOf(text: string, [only, more]: readonly string[]): string | null {
    if (only === undefined || more !== undefined || text.toLowerCase() !== only || only.startsWith('@@')) return null;
    const name = only.slice(1);
    return this.#literals.has(name) ? (this.context.userVariables.get(name) ?? null) : null;
  }

  #valueOf(variable: string, given: ReadonlyMap<string, string | null>): string {
    if (variable === '@@last_insert_id') return `${variable}=${this.context.lastInsertId}`;
    if (variable.startsWith('@@')) {
      const value = given.get(variable.slice(2));
      return value === undefined ? '' : `${variable}=${value ?? this.#sequence.word}`;
    }
    const value = this.context.userVariables.get(variable.slice(1)) ?? this.context.unknown;
    return value === null ? '' : `${variable}=${value}`;
  }

  /** @param settings as `resolved` gives them */
  noteSettings(settings: readonly Setting[]): void {
    for (const setting of settings) {
      if (setting.kind === 'user') this.#setUserVariable(setting.name, setting.value, setting.text);
      else if (setting.kind === 'charset') {
        const other = setting.isOfConnection ? 'default' : 'database';
        this.#change({ collation: setting.collation ?? other });
      } else if (setting.kind === 'variable' && GIVES_ID.has(setting.name)) {
        const isNumber = setting.isLiteral && /^\d+$/.test(setting.value);
        this.#change({ lastInsertId: isNumber ? BigInt(setting.value) : this.#unknownBy(Buffer.from(setting.value)) });
      } else if (setting.kind === 'variable' && setting.name === 'collation_connection') {
        this.#change({ collation: setting.value.toLowerCase() });
      } else if (setting.kind === 'variable' && setting.name === 'character_set_connection') {
        // it gets the character set's default
        this.#change({ collation: `default.${setting.value.toLowerCase()}` });
      }
    }
  }

  /** @param sql the statement that has it, secrets masked */
  noteEffect(effect: SessionEffect, sql: Buffer): void {
    const handlers = handlersAfter(effect, this.context, sql);
    if (handlers !== null) this.#change({ handlers });
    const { prepared, preparedTexts, temporaryTables } = this.context;
    switch (effect.kind) {
      case 'assigned':
        // what it got may come from any data
        this.#setUserVariable(effect.name, null, this.#computedBy(sql));
        return;
      case 'temporary table':
        this.#change({ temporaryTables: new Set(temporaryTables).add(effect.name) });
        return;
      case 'dropped table':
        if (temporaryTables.has(effect.name)) this.#change({ temporaryTables: without(temporaryTables, effect.name) });
        return;
      case 'renamed table':
        if (temporaryTables.has(effect.name)) {
          this.#change({ temporaryTables: new Set(without(temporaryTables, effect.name)).add(effect.to) });
        }
        return;
      case 'prepared':
        this.#notePrepared(effect);
        return;
      case 'deallocated': {
        const left = new Map(prepared);
        const texts = new Map(preparedTexts);
        texts.delete(effect.name);
        if (left.delete(effect.name)) this.#change({ prepared: left, preparedTexts: texts });
        return;
      }
      case 'last insert id':
        // where it made none it is what it was
        this.#change({ lastInsertId: effect.id ?? this.#unknownBy(sql, `${this.context.lastInsertId}`) });
        return;
      case 'unknown':
        this.#noteUnknown();
        return;
      case 'function': {
        this.#literals.clear();
        const { userVariables, hidden: before } = this.context;
        const isHiding = before !== null || userVariables.size > 0;
        const held = [before ?? '', ...[...userVariables].flat(), this.#unknownBy(sql)];
        const hidden = isHiding ? canonicalDigest(held.join('\n')).slice(0, UNKNOWN_DIGITS) : null;
        this.#change({ unknown: this.#unknownBy(sql), hidden, userVariables: NO_CONTEXT.userVariables });
        return;
      }
      case 'sequence':
        this.#change({ sequences: canonicalDigest(`${this.context.sequences}>${sql.toString('latin1')}`) });
        return;
      default:
        this.#change(heldAfter(effect, this.context));
        return;
    }
  }

  #unknownBy(sql: Buffer, before = ''): string {
    return `unknown.${canonicalDigest(this.#computedBy(sql) + before).slice(0, UNKNOWN_DIGITS)}`;
  }

  #computedBy(sql: Buffer): string {
    const text = sql.toString('latin1');
    return `${this.#sequence.word} ${text}${this.#behind(text)}`;
  }

  /** Whether it is certain that nothing is prepared under this name. */
  hasNoStatement(name: string): boolean {
    return this.#context.unknown === null && !this.#context.prepared.has(name);
  }

  /** What EXECUTE runs, with the values that it uses; null where only the server knows. */
  executedText(effect: SessionEffect, options: LexerOptions): Buffer | null {
    if (effect.kind !== 'executed' && effect.kind !== 'executed text') return null;
    const text = effect.kind === 'executed' ? this.context.preparedTexts.get(effect.name) : this.#heldText(effect.text);
    if (text === undefined) return null;
    const values: ParameterValue[] = [];
    for (const name of effect.using) {
      if (name === null) return null;
      const value = this.context.userVariables.get(name);
      if (value === undefined && this.context.unknown !== null) return null;
      const isNull = value === undefined || isHeldNull(value);
      values.push(isNull ? { kind: 'null' } : { kind: 'text', value: Buffer.from(contentOfHeld(value)) });
    }
    return boundText(text, values, options);
  }

  /** A command that is no statement: warnings and FOUND_ROWS() are what they were. @param rowCount what ROW_COUNT() is now */
  noteRowCount(rowCount: number): void {
    this.#change({ rowCount });
  }

  /** COM_SET_OPTION. */
  setMultiStatements(multiStatements: boolean): void {
    this.#change({ client: { ...this.context.client, multiStatements } });
  }

  /**
   * COM_RESET_CONNECTION.
   * @param collation that the connection has again
   * @param keepsIgnoreSpace whether CLIENT_IGNORE_SPACE still counts
   */
  reset(collation: string, keepsIgnoreSpace: boolean): void {
    const { client: before } = this.context;
    const client = keepsIgnoreSpace ? before : { ...before, ignoreSpace: false };
    this.#literals.clear();
    this.#sequence.reset();
    this.forgetAsked();
    // FOUND_ROWS() is what it was, on both servers
    this.#context = { ...NO_CONTEXT, client, collation, found: this.context.found, rowCount: 0 };
  }

  /** PREPARE … FROM of a server with which the types of variables stay as they are now. */
  fixTypes(name: string): void {
    this.#change({ preparedUnder: new Map(this.context.preparedUnder).set(name, this.variables) });
  }

  /** A command that would prepare a statement was refused: warnings and ROW_COUNT() are as behind the statement. */
  noteRefused(sql: Buffer | null, facts: ResponseFacts): void {
    this.noteExecuted({ sql: sql ?? Buffer.alloc(0), isAboutValues: true, parameters: null, facts });
  }

  /** A statement was prepared by a command, which takes the warnings of the moment away (MySQL); ROW_COUNT() stays. */
  forgetWarnings(): void {
    this.#change({ diagnosed: NO_WARNINGS });
  }

  #notePrepared(effect: Extract<SessionEffect, { readonly kind: 'prepared' }>): void {
    const { prepared, preparedTexts, userVariables, unknown } = this.context;
    const values = effect.variables.map((name) => userVariables.get(name) ?? unknown ?? '');
    const digest = canonicalDigest([effect.digest, ...values].join('\n'));
    const texts = new Map(preparedTexts);
    const text = this.#heldText(effect.text);
    if (text === undefined || text.length > KEPT_BYTES) texts.delete(effect.name);
    else texts.set(effect.name, text);
    this.#change({ prepared: new Map(prepared).set(effect.name, digest), preparedTexts: texts });
  }

  #heldText(text: HeldText): Buffer | undefined {
    if (text.kind === 'literal') return text.sql;
    if (text.kind === 'unknown' || !this.#literals.has(text.name)) return undefined;
    const value = this.context.userVariables.get(text.name);
    return value === undefined ? undefined : Buffer.from(value);
  }

  /** Variables and statements may be others now, or be there where none was. */
  #noteUnknown(): void {
    const unknown = `unknown.${this.#sequence.word}`;
    this.#literals.clear();
    this.#change({
      unknown,
      hidden: unknown,
      lastInsertId: unknown,
      called: unknown,
      userVariables: NO_CONTEXT.userVariables,
      prepared: NO_CONTEXT.prepared,
      preparedTexts: NO_CONTEXT.preparedTexts,
    });
  }

  /** @param value where it is a literal @param text what it was computed by, perhaps from what it was before */
  #setUserVariable(name: string, value: string | null, text: string): void {
    if (name === SCOPE_VARIABLE) return;
    const { userVariables, unknown } = this.context;
    const before = userVariables.get(name) ?? unknown ?? '';
    if (value === null) this.#literals.delete(name);
    else this.#literals.add(name);
    const after = heldNull(value, before) ?? value ?? canonicalDigest(`${before}>${text}`);
    this.#change({ userVariables: new Map(userVariables).set(name, after) });
  }

  #change(part: Partial<SessionContext>): void {
    this.#context = { ...this.context, ...part };
  }
}

/** Variables that LAST_INSERT_ID() tells of, too. */
const GIVES_ID: ReadonlySet<string> = new Set(['last_insert_id', 'identity']);

function without(names: ReadonlySet<string>, name: string): ReadonlySet<string> {
  const left = new Set(names);
  left.delete(name);
  return left;
}
