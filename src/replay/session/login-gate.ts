// Slows down who guesses passwords: an address that was refused often of late gets one try after the other, at most so many a
// second over all of its connections, whether the password is right or not. What would have to wait too long is refused unread.

import { setTimeout as pause } from 'node:timers/promises';
import { RecentMap } from '../../core/recent-map.ts';

const FREE_FAILURES = 10;
/** For so long failures count. */
const MEMORY_MS = 60_000;
/** Between two tries. */
const SPACING_MS = 100;
const LONGEST_WAIT_MS = 10_000;
const MOST_ADDRESSES = 10_000;

interface Failures {
  count: number;
  /** Of the last one. */
  at: number;
  /** When the next try may be looked at. */
  next: number;
}

export class LoginGate {
  readonly #failures = new RecentMap<string, Failures>(MOST_ADDRESSES);

  /** Waits for this address's turn; false where it is to be refused at once. */
  async enter(address: string): Promise<boolean> {
    const failures = this.#failures.get(address);
    const now = performance.now();
    if (failures === undefined || failures.count < FREE_FAILURES) return true;
    if (now - failures.at > MEMORY_MS) {
      failures.count = 0;
      return true;
    }
    const turn = Math.max(now, failures.next);
    if (turn - now > LONGEST_WAIT_MS) return false;
    failures.next = turn + SPACING_MS;
    await pause(turn - now);
    return true;
  }

  /** A login was refused. */
  noteFailure(address: string): void {
    const at = performance.now();
    const known = this.#failures.get(address);
    if (known === undefined) this.#failures.set(address, { count: 1, at, next: at });
    else {
      known.count = at - known.at > MEMORY_MS ? 1 : known.count + 1;
      known.at = at;
    }
  }
}
