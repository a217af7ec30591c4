// What the X plugin says to a client whose session it ends by itself: a notice of level ERROR, and the connection ends.
// https://dev.mysql.com/doc/dev/mysql-server/latest/mysqlx_protocol_notices.html

import type { XCommand } from '../../core/x-responder.ts';
import { frameMessage } from '../../mysqlx/codec/framing.ts';
import { ServerMessage } from '../../mysqlx/constants/message-types.ts';
import { NoticeFrame, Warning } from '../../mysqlx/messages/messages.ts';
import { NoticeFrameType, NoticeWarningLevel } from '../../mysqlx/messages/schema.ts';

/** KILL came from another session. */
export const KILLED = lastNotice(3169, 'Session was killed');
/** It has asked nothing for as long as it may (mysqlx_wait_timeout). */
const IDLE = lastNotice(1810, 'IO Read error: read_timeout exceeded');

const VARIABLE = 'mysqlx_wait_timeout';
const SETTING = /^\s*set\s+(?:session\s+|local\s+|@@(?:session\.|local\.)?)?mysqlx_wait_timeout\s*:?=\s*(\d+)/i;
/** The server takes no less, and no more than a timer here can wait for is kept. */
const LEAST_S = 1;
const MOST_S = 2_147_483;

/** Ends a session that has set how long it may ask nothing, and asks nothing for so long. */
export class IdleLimit {
  readonly #end: (lastWords: Buffer) => void;
  #seconds: number | null = null;
  #timer: NodeJS.Timeout | undefined;
  /** What is asked and not answered. */
  #open = 0;

  constructor(end: (lastWords: Buffer) => void) {
    this.#end = end;
  }

  /** A statement was answered, and no error was its answer. */
  noteExecuted(command: Pick<XCommand, 'message' | 'describe'>): void {
    if (!command.message.payload.includes(VARIABLE)) return;
    const seconds = SETTING.exec(command.describe().text ?? '')?.[1];
    if (seconds !== undefined) this.#seconds = Math.min(MOST_S, Math.max(LEAST_S, Number(seconds)));
  }

  asked(): void {
    this.#open++;
    clearTimeout(this.#timer);
  }

  answered(): void {
    this.#open--;
    if (this.#open > 0 || this.#seconds === null) return;
    this.#timer = setTimeout(() => this.#end(IDLE), this.#seconds * 1000).unref();
  }

  /** The next session begins with the server's own limit. */
  reset(): void {
    clearTimeout(this.#timer);
    this.#seconds = null;
  }
}

function lastNotice(code: number, msg: string): Buffer {
  const warning = Warning.encode({ level: NoticeWarningLevel.ERROR, code, msg });
  return frameMessage(ServerMessage.NOTICE, NoticeFrame.encode({ type: NoticeFrameType.WARNING, payload: warning }));
}
