// What the messages of a session have set and begun, in words: the same words as of the classic protocol, but found from
// what is asked alone. The X Protocol tells no status, and a client need not wait for answers. So a transaction begins and
// ends with the statements that do so by themselves, whatever came of them; docs/matching.md says which.

import type { XSessionFacts, XTransaction } from '../../core/x-responder.ts';
import { SessionSettings } from '../../sql/session-settings.ts';
import type { StatementReading } from '../../sql/statement-reading.ts';

/** Every session of the X Protocol begins with it. */
const CHARSET = 'utf8mb4';

/** What of an operation decides about transactions. */
export interface TrackedOperation {
  /** Of SQL. */
  readonly reading: StatementReading | null;
  readonly isRead: boolean;
  /** It commits what was open: a definition of a table, a collection and the like. */
  readonly isDefinition: boolean;
}

type Access = 'none' | 'read-write' | 'read-only';
const WORDS: Readonly<Record<Access, string>> = { none: '0', 'read-write': '1', 'read-only': 'read-only' };

export class XTrackedState {
  readonly #settings = new SessionSettings(CHARSET);
  #isAutocommit = true;
  #access: Access = 'none';
  #transaction: XTransaction | null = null;
  #settingWords = `charset=${CHARSET}`;
  /** Facts of a message that neither begins a transaction nor is beside it, until something changes. */
  #facts = this.#describe();

  /** Of the next message; its own effects are not among it but for the transaction that it begins. */
  note(operation: TrackedOperation): XSessionFacts {
    const before = this.#facts;
    const begins = this.#follow(operation);
    return begins === null ? before : { ...before, begins };
  }

  /** Of a message whose answer is the same in every transaction. */
  get beside(): XSessionFacts {
    return { ...this.#facts, state: this.#settingWords, isTransactional: false };
  }

  /** Of a message that changes nothing. */
  get facts(): XSessionFacts {
    return this.#facts;
  }

  /** All is as it was behind the login. */
  reset(): void {
    this.#settings.reset(CHARSET);
    this.#settingWords = [`charset=${CHARSET}`, ...this.#settings.words()].join(' ');
    this.#isAutocommit = true;
    this.#end();
  }

  /** Returns the transaction that begins. */
  #follow(operation: TrackedOperation): XTransaction | null {
    const { reading, isRead, isDefinition } = operation;
    switch (reading?.keyword) {
      case 'BEGIN':
      case 'START':
        return this.#beginExplicitly(reading);
      case 'COMMIT':
      case 'ROLLBACK':
        if (!GOES_ON.test(reading.normal.toString('latin1'))) this.#end();
        return null;
      case 'SET':
        this.#set(reading);
        return null;
      case 'USE':
        return null;
    }
    if (isDefinition) this.#end();
    else if (!isRead && !this.#isAutocommit && this.#transaction === null) return this.#begin('read-write');
    return null;
  }

  #beginExplicitly(reading: StatementReading): XTransaction | null {
    const text = reading.normal.toString('latin1');
    if (!BEGINNING.test(text)) return null;
    return this.#begin(READ_ONLY.test(text) ? 'read-only' : 'read-write');
  }

  #set(reading: StatementReading): void {
    const { settings } = reading;
    for (const setting of settings) {
      if (setting.kind !== 'variable' || setting.name !== 'autocommit') continue;
      const isAutocommit = setting.value === '1';
      if (isAutocommit && !this.#isAutocommit) this.#end();
      this.#isAutocommit = isAutocommit;
    }
    this.#settings.note(settings);
    this.#settingWords = [`charset=${this.#settings.charset}`, ...this.#settings.words()].join(' ');
    this.#facts = this.#describe();
  }

  /** As of the classic protocol, whose status does not tell the two apart, one that begins within another goes on as it. */
  #begin(access: Access): XTransaction | null {
    const begins = this.#transaction === null ? { exchange: null } : null;
    this.#transaction ??= begins;
    this.#access = access;
    this.#facts = this.#describe();
    return begins;
  }

  #end(): void {
    this.#transaction = null;
    this.#access = 'none';
    this.#facts = this.#describe();
  }

  #describe(): XSessionFacts {
    const transaction = `autocommit=${this.#isAutocommit ? 1 : 0} in_transaction=${WORDS[this.#access]}`;
    return {
      state: `${transaction} ${this.#settingWords}`,
      isTransactional: true,
      transaction: this.#transaction,
      begins: null,
    };
  }
}

const BEGINNING = /^(?:begin(?:\s+work)?|start\s+transaction\b.*)$/is;
const READ_ONLY = /\bread\s+only\b/i;
/** To a savepoint, or with another transaction right behind this one. */
const GOES_ON = /^rollback\s+(?:work\s+)?to\b|\band\s+chain\b/i;
