// What one session of a run sees and holds that others do not.

import type { Control } from '../../core/data-use.ts';
import { RareMap } from '../../core/rare-map.ts';
import { type Chain, chainFrom } from '../history/chain.ts';
import type { Moment } from '../history/timed.ts';
import type { UndoLog } from '../history/undo-log.ts';
import { HeldLocks } from './held-locks.ts';
import { NamedLocks } from './named-locks.ts';
import { PendingWrites } from './pending-writes.ts';
import type { PlayedWrite } from './played-write.ts';
import type { TableHistory } from './table-history.ts';

/** Nothing was written. */
const NOTHING = chainFrom(0);

/** What the isolation of one session holds back and keeps. */
export class SessionView {
  readonly own = new PendingWrites();
  /** What others may have to wait for. */
  readonly held = new HeldLocks();
  readonly named = new NamedLocks();
  /** The last writes to what only this session sees, for messages. */
  recent: PlayedWrite[] = [];
  readonly savepoints: { readonly name: string; readonly length: number }[] = [];
  /** A statement failed that may have ended the transaction. */
  isUnclear = false;
  /** Since when it reads what was then; null where it reads what is. */
  snapshot: Moment | null = null;
  /** Tables that only this session sees. */
  readonly tables = new RareMap<string, TableHistory>();
  /** Its own writes of which nobody knows what they touched: nobody else's reach what only it sees. */
  toAll: Chain = NOTHING;
  #isUsed = false;

  get hasTransaction(): boolean {
    return this.own.length > 0 || this.snapshot !== null || this.savepoints.length > 0;
  }

  /** Whether nothing was asked in it yet: there is nothing to be forgotten, nor to be taken back. */
  get isNew(): boolean {
    return !this.#isUsed && this.tables.size === 0;
  }

  /** What it is now is there again when that is undone; its writes, its locks and each of its tables note their changes themselves. */
  remember(undo: UndoLog): void {
    this.#isUsed = true;
    const { recent, isUnclear, snapshot, toAll } = this;
    const savepoints = [...this.savepoints];
    undo.note(() => {
      Object.assign(this, { recent, isUnclear, snapshot, toAll });
      this.savepoints.splice(0, this.savepoints.length, ...savepoints);
    });
  }

  /** SAVEPOINT, ROLLBACK TO and RELEASE. @returns the writes that are taken back */
  takeSavepoint({ kind, name }: Control, isOpen: boolean, undo: UndoLog | null): readonly PlayedWrite[] {
    const { savepoints, own } = this;
    const at = savepoints.findLastIndex((one) => one.name === name);
    if (kind === 'savepoint') {
      // outside of transactions none is made
      if (!isOpen) return [];
      if (at >= 0) savepoints.splice(at, 1);
      savepoints.push({ name, length: own.length });
      return [];
    }
    if (at < 0) return [];
    const length = savepoints[at]?.length ?? 0;
    savepoints.length = kind === 'release' ? at : at + 1;
    if (kind === 'release') return [];
    const gone = own.writes.slice(length);
    own.cutTo(length, undo);
    return gone;
  }

  /** All that only it sees is gone. */
  clear(undo: UndoLog | null): void {
    const tables = [...this.tables];
    undo?.note(() => {
      this.tables.clear();
      for (const [name, table] of tables) this.tables.set(name, table);
    });
    this.tables.clear();
    this.toAll = NOTHING;
    this.recent = [];
    this.named.clear(undo);
  }
}
