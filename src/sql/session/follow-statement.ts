// What a statement that was executed does to its session, whichever protocol it came by: the database, settings, what the
// session holds, and the same of what EXECUTE runs.

import { readStatement, type StatementReading } from '../statement-reading.ts';
import { wordFinder } from '../words/find-word.ts';
import type { LexerOptions } from '../words/token.ts';
import { backupSetting } from './backup-stage.ts';
import type { LockedTables, SessionEffect } from './session-effect.ts';
import type { SessionHoldings } from './session-holdings.ts';
import type { Setting } from './settings.ts';
import { noteWouldAssign } from './would-assign.ts';
import { xaSetting } from './xa-state.ts';

/** A session as far as its statements change it. */
export interface FollowedSession {
  readonly holdings: SessionHoldings;
  /** MySQL, and not MariaDB. */
  readonly isMysql: boolean;
  /** Values of session variables, as StateWords has them. */
  given(): ReadonlyMap<string, string | null>;
  /** The current database, empty for none. */
  current(): string;
  use(database: string): void;
  noteSettings(settings: readonly Setting[]): void;
  noteLockedTables(locked: LockedTables): void;
}

/** EXECUTE of an EXECUTE, and so on: beyond, nobody knows. */
const MAX_EXECUTES = 3;
const NO_TEXT = Buffer.alloc(0);
const ER_UNKNOWN_STMT_HANDLER = 1243;

/** @param sql with its bound values written out (bound-text.ts) */
export function followStatement(sql: Buffer, options: LexerOptions, session: FollowedSession, depth = 0): void {
  const reading = readStatement(sql, options);
  for (const { kind, name } of reading.databaseChanges) {
    if (kind === 'used') session.use(name);
    else if (session.current() === name) session.use('');
  }
  const { holdings } = session;
  const settings = holdings.resolved(reading.settings, session.given());
  session.noteSettings(settings);
  holdings.noteSettings(settings);
  const stage = stageSetting(reading);
  if (stage !== null) session.noteSettings([stage]);
  if (reading.dependencies.callsOwn && reading.keyword !== 'CALL') holdings.noteEffect({ kind: 'function' }, sql);
  for (const effect of reading.effects) {
    holdings.noteEffect(effect, reading.masked);
    if (effect.kind === 'prepared' && session.isMysql) {
      holdings.fixTypes(effect.name);
      const text = holdings.context.preparedTexts.get(effect.name);
      if (text !== undefined) noteWouldAssign(text, options, holdings);
    }
    if (effect.kind === 'locked tables') session.noteLockedTables(effect);
    else if (effect.kind === 'unknown' && effect.setsVariables) noteUnknown(session);
    else if (effect.kind === 'executed' || effect.kind === 'executed text') followText(effect, options, session, depth);
  }
}

/** What the session is in the middle of. */
function stageSetting({ keyword, masked }: StatementReading): Setting | null {
  if (keyword === 'XA') return xaSetting(masked.toString('latin1'));
  return keyword === 'BACKUP' ? backupSetting(masked.toString('latin1')) : null;
}

function followText(effect: SessionEffect, options: LexerOptions, session: FollowedSession, depth: number): void {
  const text = depth < MAX_EXECUTES ? session.holdings.executedText(effect, options) : null;
  if (text !== null) followStatement(text, options, session, depth + 1);
  else {
    session.holdings.noteEffect({ kind: 'unknown' }, NO_TEXT);
    noteUnknown(session);
  }
}

/** Variables of the session were set, nobody knows which: a word of its own says so from here on. */
function noteUnknown(session: FollowedSession): void {
  const value = session.holdings.sequence;
  session.noteSettings([{ kind: 'variable', name: 'unknown_settings', value, isLiteral: true }]);
}

/** Refused before anything of it ran: names, rights and grammar. */
const NOTHING_RAN: ReadonlySet<number> = new Set([1044, 1045, 1046, 1049, 1054, 1064, 1142, 1146, 1193, 1227]);
/** An INSERT of several rows has made an id with the first, though a later one was refused. */
const SEVERAL_ROWS = /\bselect\b|\)\s*,\s*\(|^\s*load\b/i;
const MAKES_IDS = /^\s*(?:insert|replace|load)\b/i;
const ABOUT_TABLES: ReadonlySet<SessionEffect['kind']> = new Set(['temporary table', 'dropped table', 'renamed table']);
/** What a statement has done though it ended with an error. */
const DONE_BEFORE: ReadonlySet<SessionEffect['kind']> = new Set([
  'assigned',
  'unknown',
  'last insert id',
  'executed',
  'executed text',
]);

/**
 * What a statement that ended with an error may have done before: variables that it assigned on its way, an id that it made,
 * and of several statements those before the one that failed.
 * @param sql with its bound values written out
 */
export function followFailure(sql: Buffer, options: LexerOptions, errorCode: number, session: FollowedSession): void {
  const reading = readStatement(sql, options);
  const { holdings } = session;
  if (reading.dependencies.multiStatements) {
    holdings.noteSequence(sql, '');
    followStatement(sql, options, session);
    holdings.noteEffect({ kind: 'last insert id', id: null }, sql);
    for (const setting of reading.settings) {
      if (setting.kind === 'user') holdings.noteEffect({ kind: 'assigned', name: setting.name }, sql);
    }
    if (reading.settings.some(({ kind }) => kind === 'variable')) noteUnknown(session);
    return;
  }
  // whatever had its name is gone, though nothing else is there
  for (const effect of reading.effects) {
    if (effect.kind === 'prepared') holdings.noteEffect({ kind: 'deallocated', name: effect.name }, sql);
  }
  if (NOTHING_RAN.has(errorCode) && reading.keyword !== 'CALL' && reading.keyword !== 'EXECUTE') return;
  if (reading.effects.some(({ kind }) => ABOUT_TABLES.has(kind))) holdings.noteEffect({ kind: 'refused table' }, sql);
  const text = sql.toString('latin1');
  const isNone = (effect: SessionEffect) =>
    errorCode === ER_UNKNOWN_STMT_HANDLER && effect.kind === 'executed' && holdings.hasNoStatement(effect.name);
  const effects: SessionEffect[] = reading.effects.filter((one) => DONE_BEFORE.has(one.kind) && !isNone(one));
  if (MAKES_IDS.test(text) && SEVERAL_ROWS.test(text)) effects.push({ kind: 'last insert id', id: null });
  if (reading.dependencies.callsOwn && reading.keyword !== 'CALL') effects.push({ kind: 'function' });
  if (effects.length > 0) holdings.noteSequence(sql, '');
  for (const effect of effects) {
    if (effect.kind === 'executed' || effect.kind === 'executed text') followText(effect, options, session, 0);
    else holdings.noteEffect(effect, sql);
  }
}

/** Whether a statement that ended with an error may have done anything before. */
export function mayHaveDone(sql: Buffer): boolean {
  return (
    sql.includes(0x3b) ||
    sql.includes(0x40) ||
    sql.includes(PARENTHESIS) ||
    /^\s*(?:call|execute|prepare|create|drop|alter|rename)/i.test(startOf(sql))
  );
}

function startOf(sql: Buffer): string {
  return sql.toString('latin1', 0, 16);
}

/** Whether it is worth while to follow a statement. */
export function changesSession(sql: Buffer, options: LexerOptions): boolean {
  if (!changesNothing(sql)) return true;
  return (sql.includes(PARENTHESIS) || namesNext(sql)) && readStatement(sql, options).dependencies.acts;
}

const PARENTHESIS = 0x28;
/** `NEXT VALUE FOR s` calls no function. */
const namesNext = wordFinder('next');
const namesInsertId = wordFinder('last_insert_id');

/** What begins with no such word and names no user variable, the usual case, need not be read. */
function changesNothing(sql: Buffer): boolean {
  const first = (sql[0] ?? 0) | 0x20;
  if (first < 0x61 || first > 0x7a || sql.includes(0x3b) || sql.includes(0x40)) return false;
  if (CHANGING.has((first << 16) | (((sql[1] ?? 0) | 0x20) << 8) | (sql[2] ?? 0) | 0x20)) return false;
  // no function is called without one
  if (!sql.includes(PARENTHESIS)) return true;
  return !namesInsertId(sql);
}

/** By the first three letters of a statement in lower case. */
const CHANGING: ReadonlySet<number> = new Set(
  `use set create drop alter rename prepare execute deallocate lock unlock flush begin start call handler load get commit
  rollback savepoint release xa backup if case loop while repeat for`
    .split(/\s+/)
    .map((word) => Buffer.from(`${word} `).readUIntBE(0, 3)),
);
