// One session of a text twin, read exchange by exchange.

import type { StatementRules } from '../../../core/command.ts';
import type { SessionEnding, SessionFacts } from '../../../core/recording.ts';
import { SessionFollower } from '../../history/follow-session.ts';
import { parseClient } from '../lines/client-lines.ts';
import { parseExchange, type ReadExchange, type SessionContext } from '../lines/exchange-lines.ts';
import { reading } from '../lines/json-values.ts';
import { PreparedStatements } from '../lines/request-lines.ts';
import { parseXExchange, xSessionContext } from '../lines/x-lines.ts';
import type { AppendixReader } from '../writing/appendix.ts';
import type { Line, Lines } from './scanner.ts';

/** Session and ordinal, from 1, of the exchange that another one comes behind, and where that is said. */
export interface Behind {
  readonly session: number;
  readonly ordinal: number;
  readonly line: Line;
}

export interface TextExchange extends ReadExchange {
  /** The scope that it belongs to. */
  readonly scope: string;
  readonly behind: readonly Behind[];
}

/**
 * Whether a session worked at the same time as those before it, whether it began together with the one before, or is that one's
 * connection behind a change of user.
 */
export type Began = 'alone' | 'beside' | 'together' | 'changed';

const ENDINGS: readonly SessionEnding[] = [
  ...(['open', 'quit', 'client_closed', 'server_closed', 'shutdown', 'change_user', 'error'] as const),
];

/** What a session shares with the others. */
interface SessionSurroundings {
  readonly appendix: AppendixReader;
  /** The recording's own rules of identity. */
  readonly rules: StatementRules | null;
}

export class SessionReader {
  /** Where it begins. */
  readonly line: Line;
  readonly began: Began;
  readonly facts: Omit<SessionFacts, 'startedAtUs'>;
  readonly #lines: Lines;
  readonly #appendix: AppendixReader;
  readonly #context: SessionContext;
  readonly #xContext: ReturnType<typeof xSessionContext>;
  #scope: string;
  #count = 0;
  #ending: SessionEnding | null = null;

  /** @param number of the session, from 1 @throws TextError */
  constructor(lines: Lines, number: number, { appendix, rules }: SessionSurroundings) {
    const head = required(lines, 'session');
    if (head.integer('the number of the session') !== number) throw head.error(`expected session ${number} here`);
    this.began = (['beside', 'together', 'changed'] as const).find((word) => head.takes(word)) ?? 'alone';
    head.end();
    if (this.began !== 'alone' && number === 1) throw head.error('the first session stands beside none');
    const who = parseWho(lines);
    const line = required(lines, 'client');
    const name = line.word('the name of client facts');
    this.facts = { ...appendix.get(name, 'client', line, parseClient), ...who };
    line.end();
    this.line = head;
    this.#lines = lines;
    this.#appendix = appendix;
    this.#scope = who.scope;
    this.#context = {
      capabilities: this.facts.capabilities,
      follower: reading(line, () => new SessionFollower(this.facts, rules)),
      statements: new PreparedStatements(),
      columns: new Map(),
    };
    this.#xContext = xSessionContext(this.facts);
  }

  /** How it ended; null before all exchanges were read. */
  get ending(): SessionEnding | null {
    return this.#ending;
  }

  /** The next exchange; null behind the last one. @throws TextError */
  next(): TextExchange | null {
    const lines = this.#lines;
    const head = lines.take();
    if (head === null) throw lines.endError('expected a command, or how the session ended');
    if (head.takes('ended')) {
      this.#ending = parseEnding(head);
      const rest = lines.take();
      rest?.expect('session');
      return null;
    }
    this.#scope = parseScope(lines) ?? this.#scope;
    const behind = parseBehind(lines);
    const exchange =
      this.facts.protocol === 'classic'
        ? parseExchange(head, lines, this.#count, this.#context, this.#appendix)
        : parseXExchange(head, lines, this.#count, this.#xContext, this.#appendix);
    this.#count++;
    return { ...exchange, scope: this.#scope, behind };
  }
}

function parseWho(lines: Lines): { user: string; database: string; scope: string } {
  const line = required(lines, 'user');
  const user = line.string('the user');
  line.expect('database');
  const database = line.string('the database');
  const scope = line.takes('scope') ? line.string('a scope') : '';
  line.end();
  return { user, database, scope };
}

function required(lines: Lines, word: string): Line {
  const line = lines.take();
  if (line === null) throw lines.endError(`expected ${word}`);
  line.expect(word);
  return line;
}

/** `scope 'checkout'`: what follows belongs to another one. */
function parseScope(lines: Lines): string | null {
  const line = lines.takeIf('scope');
  if (line === null) return null;
  const scope = line.string('a scope');
  line.end();
  return scope;
}

/** Lines such as `behind 2.14`. */
function parseBehind(lines: Lines): Behind[] {
  const behind: Behind[] = [];
  for (let line = lines.takeIf('behind'); line !== null; line = lines.takeIf('behind')) behind.push(placeIn(line));
  return behind;
}

function placeIn(line: Line): Behind {
  const word = line.word('a session and an exchange, such as 2.14');
  const [, session, ordinal] = /^(\d+)\.(\d+)$/.exec(word) ?? [];
  if (session === undefined) throw line.error('expected a session and an exchange, such as 2.14', word.length);
  line.end();
  return { session: Number(session), ordinal: Number(ordinal), line };
}

function parseEnding(line: Line): SessionEnding {
  const word = line.word(ENDINGS.join(', '));
  const ending = ENDINGS.find((each) => each === word);
  if (ending === undefined) throw line.error(`expected ${ENDINGS.join(', ')}`, word.length);
  line.end();
  return ending;
}
