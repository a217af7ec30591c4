// Keeps a live server as it is: sessions read under READ ONLY, what writes runs in one transaction per session that is rolled
// back at the end, and the recorded transactions become savepoints within it.
// https://dev.mysql.com/doc/refman/en/set-transaction.html, https://mariadb.com/kb/en/set-transaction/

import type { ResponseFacts } from '../../core/command.ts';
import { Status } from '../../mysql/constants/status.ts';
import { type ClientSession, ServerRefusal } from '../../mysql/session/client-session.ts';
import type { TransactionStep } from '../../sql/statement-kind.ts';

const SAVEPOINT = 'mock_verify';
/** ER_PARSE_ERROR: a server before READ ONLY transactions. */
const PARSE_ERROR = 1064;
/** ER_LOCK_DEADLOCK rolls back all of the transaction. */
const DEADLOCK = 1213;

export class TransactionGuard {
  readonly #client: ClientSession;
  #isOpen = false;
  #hasSavepoint = false;
  #isAutocommitOff = false;
  /** The exchange behind which the transaction was gone though nobody ended it; null where all is well. */
  brokenBy: number | null = null;

  constructor(client: ClientSession) {
    this.#client = client;
  }

  /** Behind a login and behind COM_RESET_CONNECTION, which rolls back and forgets what was set. */
  async start(status: number): Promise<void> {
    this.#isOpen = false;
    this.#hasSavepoint = false;
    this.#isAutocommitOff = false;
    if ((status & Status.AUTOCOMMIT) === 0) await this.#client.query('SET autocommit = 1');
    try {
      await this.#client.query('SET SESSION TRANSACTION READ ONLY');
    } catch (error) {
      if (!(error instanceof ServerRefusal) || error.errno !== PARSE_ERROR) throw error;
    }
  }

  /** Before a statement that changes something. */
  async open(): Promise<void> {
    if (this.#isOpen) return;
    await this.#client.query('START TRANSACTION READ WRITE');
    this.#isOpen = true;
    if (this.#isAutocommitOff) await this.#mark();
  }

  /** In place of a statement that begins or ends a transaction. */
  async take(step: TransactionStep): Promise<void> {
    switch (step) {
      case 'begin':
        await this.open();
        return await this.#mark();
      case 'autocommit off':
        this.#isAutocommitOff = true;
        await this.open();
        return await this.#mark();
      case 'autocommit on':
        this.#isAutocommitOff = false;
        return await this.#forget();
      case 'commit':
        await this.#forget();
        break;
      case 'rollback':
        if (this.#hasSavepoint) await this.#client.query(`ROLLBACK TO SAVEPOINT ${SAVEPOINT}`);
        break;
    }
    if (this.#isAutocommitOff && this.#isOpen) await this.#mark();
  }

  /** Sees whether the transaction is still there. */
  note({ status, errorCode }: ResponseFacts, exchange: number): void {
    if (!this.#isOpen) return;
    const isOver = status !== null && (status & Status.IN_TRANS) === 0;
    if (!isOver && errorCode !== DEADLOCK) return;
    if (isOver) this.brokenBy ??= exchange;
    this.#isOpen = false;
    this.#hasSavepoint = false;
  }

  async end(): Promise<void> {
    if (this.#isOpen) await this.#client.query('ROLLBACK');
    this.#isOpen = false;
  }

  /** A savepoint of the same name is replaced. */
  async #mark(): Promise<void> {
    await this.#client.query(`SAVEPOINT ${SAVEPOINT}`);
    this.#hasSavepoint = true;
  }

  async #forget(): Promise<void> {
    if (this.#hasSavepoint) await this.#client.query(`RELEASE SAVEPOINT ${SAVEPOINT}`);
    this.#hasSavepoint = false;
  }
}
