// What a statement that was executed does to its session, whichever protocol it came by: the database, settings, what the
// session holds, and the same of what EXECUTE runs.

import { readStatement } from '../statement-reading.ts';
import type { LexerOptions } from '../words/token.ts';
import type { SessionEffect } from './session-effect.ts';
import type { SessionHoldings } from './session-holdings.ts';
import type { Setting } from './settings.ts';

/** A session as far as its statements change it. */
export interface FollowedSession {
  readonly holdings: SessionHoldings;
  /** Values of session variables, as StateWords has them. */
  given(): ReadonlyMap<string, string | null>;
  use(database: string): void;
  noteSettings(settings: readonly Setting[]): void;
  noteLockedTables(tables: string | null): void;
}

/** EXECUTE of an EXECUTE, and so on: beyond, nobody knows. */
const MAX_EXECUTES = 3;
const NO_TEXT = Buffer.alloc(0);

/** @param sql with its bound values written out (bound-text.ts) */
export function followStatement(sql: Buffer, options: LexerOptions, session: FollowedSession, depth = 0): void {
  const reading = readStatement(sql, options);
  if (reading.usedDatabase !== null) session.use(reading.usedDatabase);
  const { holdings } = session;
  const settings = holdings.resolved(reading.settings, session.given());
  session.noteSettings(settings);
  holdings.noteSettings(settings);
  for (const effect of reading.effects) {
    holdings.noteEffect(effect, reading.masked);
    if (effect.kind === 'locked tables') session.noteLockedTables(effect.tables);
    else if (effect.kind === 'executed' || effect.kind === 'executed text') followText(effect, options, session, depth);
  }
}

function followText(effect: SessionEffect, options: LexerOptions, session: FollowedSession, depth: number): void {
  const text = depth < MAX_EXECUTES ? session.holdings.executedText(effect, options) : null;
  if (text === null) session.holdings.noteEffect({ kind: 'unknown' }, NO_TEXT);
  else followStatement(text, options, session, depth + 1);
}

const PARENTHESIS = 0x28;

/** What begins with no such word and names no user variable, the usual case, need not be read. */
export function changesNothing(sql: Buffer): boolean {
  const first = (sql[0] ?? 0) | 0x20;
  if (first < 0x61 || first > 0x7a || sql.includes(0x3b) || sql.includes(0x40)) return false;
  if (CHANGING.has((first << 16) | (((sql[1] ?? 0) | 0x20) << 8) | (sql[2] ?? 0) | 0x20)) return false;
  // no function is called without one
  if (!sql.includes(PARENTHESIS)) return true;
  return !(sql.includes('LAST_INSERT_ID') || sql.includes('last_insert_id'));
}

/** By the first three letters of a statement in lower case. */
const CHANGING: ReadonlySet<number> = new Set(
  `use set create drop alter rename prepare execute deallocate lock unlock flush begin start call handler load get`
    .split(' ')
    .map((word) => Buffer.from(word).readUIntBE(0, 3)),
);
