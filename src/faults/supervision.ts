// Who a client is, how much it has asked, and which faults befall its connection, of either protocol.

import { pauseUnless } from '../core/pause-unless.ts';
import type { StatementFault } from './fault.ts';
import type { FaultList } from './fault-list.ts';

/** What faults do to a connection beside its bytes. */
export interface FragileConnection {
  /** Resolves when the client has ended its side. */
  readonly ended: Promise<void>;
  /** Ends it so that the client hears a reset. */
  reset(): void;
}

export class Supervision {
  readonly #faults: FaultList;
  readonly #connection: FragileConnection;
  /** Who the client said it is; empty before. */
  user = '';
  statementCount = 0;

  constructor(faults: FaultList, connection: FragileConnection) {
    this.#faults = faults;
    this.#connection = connection;
  }

  /** Resolves when the client has ended its side. */
  get clientEnded(): Promise<void> {
    return this.#connection.ended;
  }

  /** False where there are too many connections; else true when the client may be greeted, which may take long. */
  async mayGreet(): Promise<boolean> {
    if (this.#faults.onConnect('tooManyConnections') !== undefined) return false;
    const stall = this.#faults.onConnect('handshakeStall');
    if (stall !== undefined) await pauseUnless(stall.ms ?? Number.POSITIVE_INFINITY, this.#connection.ended);
    return true;
  }

  /** Whether this login is to be refused whatever it says. */
  refusesLogin(): boolean {
    return this.#faults.onConnect('authFailure') !== undefined;
  }

  /** Whether no fault befalls a statement, whatever it is. */
  get sparesStatements(): boolean {
    return this.#faults.spareStatements;
  }

  /** Counts a statement. @param textOf asked only where there are faults; null: none can befall it */
  onStatement(textOf: () => string | null): StatementFault | undefined {
    this.statementCount++;
    if (this.#faults.spareStatements) return undefined;
    const text = textOf();
    return text === null ? undefined : this.#faults.onStatement(text);
  }

  /** The connection ends as the fault says: a reset is heard as one. */
  endAs({ fault }: StatementFault): void {
    if (fault === 'reset') this.#connection.reset();
  }
}
