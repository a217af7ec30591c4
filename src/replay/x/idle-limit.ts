// How long a session of the X Protocol may ask nothing (mysqlx_wait_timeout): the server's own limit, until it sets another.

import type { XCommand } from '../../core/x-responder.ts';
import { readStatement } from '../../sql/statement-reading.ts';

const VARIABLE = 'mysqlx_wait_timeout';
/** What a server has that was told of no other. */
const DEFAULT_S = 28_800;
/** The server takes no less, and no more than a timer here can wait for is kept. */
const LEAST_S = 1;
const MOST_S = 2_147_483;

/** Ends a session that asks nothing for as long as it may. */
export class IdleLimit {
  readonly #end: () => void;
  #seconds = DEFAULT_S;
  #timer: NodeJS.Timeout | undefined;
  /** What is asked and not answered. */
  #open = 0;

  constructor(end: () => void) {
    this.#end = end;
  }

  /** Somebody has logged in. */
  begin(): void {
    this.#seconds = DEFAULT_S;
    this.#wait();
  }

  /** A statement was answered, and no error was its answer. */
  noteExecuted(command: Pick<XCommand, 'message' | 'describe'>): void {
    if (!command.message.payload.includes(VARIABLE)) return;
    for (const setting of readStatement(Buffer.from(command.describe().text ?? '')).settings) {
      if (setting.kind !== 'variable' || setting.name !== VARIABLE) continue;
      if (setting.value === 'DEFAULT') this.#change(DEFAULT_S);
      // what only the server can work out leaves the limit as it is
      else if (/^\d+$/.test(setting.value)) this.#change(Math.min(MOST_S, Math.max(LEAST_S, Number(setting.value))));
    }
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
