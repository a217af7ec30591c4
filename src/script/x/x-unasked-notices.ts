// Sends a script's notices when their time has come.

import type { NoticePlan } from '../script.ts';
import { plannedNotice } from './x-notices.ts';

/** setTimeout takes no more; 24.8 days. */
const LONGEST_MS = 2 ** 31 - 1;

export class XUnaskedNotices {
  readonly #send: (frame: Buffer) => void;
  #timers: NodeJS.Timeout[] = [];

  constructor(send: (frame: Buffer) => void) {
    this.#send = send;
  }

  /** The login is over. */
  start(notices: readonly NoticePlan[]): void {
    for (const notice of notices) {
      const frame = plannedNotice(notice);
      if (frame === null) continue;
      const { sendOffsetMs } = notice;
      if (sendOffsetMs === 0) this.#send(frame);
      else this.#timers.push(setTimeout(() => this.#send(frame), Math.min(sendOffsetMs, LONGEST_MS)));
    }
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
  }
}
