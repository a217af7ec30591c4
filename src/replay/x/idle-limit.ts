// How long a session of the X Protocol may ask nothing (mysqlx_wait_timeout): the server's own limit, until it sets another.

import type { XCommand } from '../../core/x-responder.ts';
import { setsGlobals } from '../../sql/session/sets-globals.ts';
import { readStatement } from '../../sql/statement-reading.ts';

const VARIABLE = 'mysqlx_wait_timeout';
/** What a server has that was told of no other. */
const DEFAULT_S = 28_800;
/** The server takes no less, and no more than a timer here can wait for is kept. */
const LEAST_S = 1;
const MOST_S = 2_147_483;

/** `SET GLOBAL mysqlx_wait_timeout = 5`, as it stands between others. */
const FOR_ALL =
  /(?:\b(?:global|persist)\s|@@(?:global|persist)\s*\.)\s*`?mysqlx_wait_timeout`?\s*:?=\s*(\d+|default)\b/gi;
/** Nobody sets it in a longer statement. */
const LONGEST_BYTES = 1000;

/** What sessions begin with that log in from now on: of a run of replay, whoever sets it. */
export class ServerIdleLimit {
  seconds = DEFAULT_S;

  /** A statement that sets global variables was answered, and no error was its answer. */
  noteGlobalsSet(sql: Buffer): void {
    if (sql.length > LONGEST_BYTES) return;
    for (const [, value = ''] of sql.toString('latin1').matchAll(FOR_ALL))
      this.seconds = secondsOf(value.toUpperCase(), DEFAULT_S);
  }
}

/** Ends a session that asks nothing for as long as it may. */
export class IdleLimit {
  readonly #end: () => void;
  readonly #server: ServerIdleLimit;
  #seconds = DEFAULT_S;
  #timer: NodeJS.Timeout | undefined;
  /** What is asked and not answered. */
  #open = 0;

  constructor(end: () => void, server: ServerIdleLimit) {
    this.#end = end;
    this.#server = server;
  }

  /** Somebody has logged in. */
  begin(): void {
    this.#seconds = this.#server.seconds;
    this.#wait();
  }

  /** A statement was answered, and no error was its answer. */
  noteExecuted(command: Pick<XCommand, 'message' | 'describe'>): void {
    if (!command.message.payload.includes(VARIABLE)) return;
    const sql = Buffer.from(command.describe().text ?? '');
    for (const setting of readStatement(sql).settings) {
      if (setting.kind !== 'variable' || setting.name !== VARIABLE) continue;
      // what only the server can work out leaves the limit as it is
      if (/^(?:\d+|DEFAULT)$/.test(setting.value)) this.#change(secondsOf(setting.value, this.#server.seconds));
    }
    if (setsGlobals(sql)) this.#server.noteGlobalsSet(sql);
  }

  asked(): void {
    this.#open++;
  }

  answered(): void {
    this.#open--;
    if (this.#open === 0) this.#timer?.refresh();
  }

  /** Nobody is logged in. */
  reset(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #change(seconds: number): void {
    if (seconds === this.#seconds) return;
    this.#seconds = seconds;
    this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), this.#seconds * 1000).unref();
  }

  /** While something is asked nobody is idle. */
  #look(): void {
    if (this.#open > 0) this.#timer?.refresh();
    else this.#end();
  }
}

/** @param value digits, or DEFAULT, which is what the scope above has */
function secondsOf(value: string, above: number): number {
  return value === 'DEFAULT' ? above : Math.min(MOST_S, Math.max(LEAST_S, Number(value)));
}
