// What a session holds beside its settings, as far as later answers depend on it: user variables, temporary tables,
// statements of PREPARE … FROM, the last insert id, the statement before. Recording and replay follow it in the same way.

import { canonicalDigest } from '../../core/canonical-hash.ts';
import type { ClientTraits, SessionContext } from '../../core/command.ts';
import type { SessionEffect } from '../../sql/session-effects.ts';
import type { Setting } from '../../sql/settings.ts';
import { Capability } from '../constants/capabilities.ts';

/** Of a longer statement only its beginning is kept. */
const KEPT_BYTES = 4096;
const NOTHING: ReadonlyMap<string, string> = new Map();
const NO_NAMES: ReadonlySet<string> = new Set();
/** mock's own, which no server hears of. */
const SCOPE_VARIABLE = 'mock_scope';

export class SessionHoldings {
  #context: SessionContext;

  /** @param capabilities as negotiated @param collation that of the login */
  constructor(capabilities: bigint, collation: string) {
    this.#context = {
      client: traitsOf(capabilities),
      collation,
      previous: null,
      lastInsertId: 0n,
      userVariables: NOTHING,
      prepared: NOTHING,
      temporaryTables: NO_NAMES,
    };
  }

  get context(): SessionContext {
    return this.#context;
  }

  /** A statement was executed, well or not. @param lastInsertId as its OK packet has it */
  noteExecuted(sql: Buffer, lastInsertId: bigint | null): void {
    const { client, collation, userVariables, prepared, temporaryTables } = this.#context;
    const isNew = lastInsertId !== null && lastInsertId > 0n;
    this.#context = {
      client,
      collation,
      previous: sql.length > KEPT_BYTES ? Buffer.from(sql.subarray(0, KEPT_BYTES)) : sql,
      lastInsertId: isNew ? lastInsertId : this.#context.lastInsertId,
      userVariables,
      prepared,
      temporaryTables,
    };
  }

  noteSettings(settings: readonly Setting[]): void {
    for (const setting of settings) {
      if (setting.kind === 'user') this.#setUserVariable(setting.name, setting.value, setting.text);
      else if (setting.kind === 'charset') {
        const other = setting.isOfConnection ? 'default' : 'database';
        this.#change({ collation: setting.collation ?? other });
      }
    }
  }

  /** @param sql the statement that has them, secrets masked */
  noteEffects(effects: readonly SessionEffect[], sql: Buffer): void {
    for (const effect of effects) this.#noteEffect(effect, sql);
  }

  /** COM_SET_OPTION. */
  setMultiStatements(multiStatements: boolean): void {
    this.#change({ client: { ...this.#context.client, multiStatements } });
  }

  /**
   * COM_RESET_CONNECTION.
   * @param collation that the connection has again
   * @param keepsIgnoreSpace whether CLIENT_IGNORE_SPACE still counts
   */
  reset(collation: string, keepsIgnoreSpace: boolean): void {
    const { client } = this.#context;
    this.#context = {
      client: keepsIgnoreSpace ? client : { ...client, ignoreSpace: false },
      collation,
      previous: null,
      lastInsertId: 0n,
      userVariables: NOTHING,
      prepared: NOTHING,
      temporaryTables: NO_NAMES,
    };
  }

  #noteEffect(effect: SessionEffect, sql: Buffer): void {
    const { prepared, temporaryTables } = this.#context;
    switch (effect.kind) {
      case 'assigned':
        this.#setUserVariable(effect.name, null, sql.toString('latin1'));
        return;
      case 'temporary table':
        this.#change({ temporaryTables: new Set(temporaryTables).add(effect.name) });
        return;
      case 'dropped table': {
        const left = new Set(temporaryTables);
        if (left.delete(effect.name)) this.#change({ temporaryTables: left });
        return;
      }
      case 'prepared': {
        const values = effect.variables.map((name) => this.#context.userVariables.get(name) ?? '');
        const digest = canonicalDigest([effect.digest, ...values].join('\n'));
        this.#change({ prepared: new Map(prepared).set(effect.name, digest) });
        return;
      }
      case 'deallocated': {
        const left = new Map(prepared);
        if (left.delete(effect.name)) this.#change({ prepared: left });
        return;
      }
      case 'locked tables':
        return;
    }
  }

  /** @param value where it is a literal @param text what it was computed by, perhaps from what it was before */
  #setUserVariable(name: string, value: string | null, text: string): void {
    if (name === SCOPE_VARIABLE) return;
    const { userVariables } = this.#context;
    const after = value ?? canonicalDigest(`${userVariables.get(name) ?? ''}>${text}`);
    this.#change({ userVariables: new Map(userVariables).set(name, after) });
  }

  #change(part: Partial<SessionContext>): void {
    this.#context = { ...this.#context, ...part };
  }
}

function traitsOf(capabilities: bigint): ClientTraits {
  const has = (bit: bigint) => (capabilities & bit) !== 0n;
  const multiStatements = has(Capability.MULTI_STATEMENTS);
  return {
    foundRows: has(Capability.FOUND_ROWS),
    ignoreSpace: has(Capability.IGNORE_SPACE),
    localFiles: has(Capability.LOCAL_FILES),
    multiStatements,
    // the servers take the one for the other
    multiResults: multiStatements || has(Capability.MULTI_RESULTS),
    preparedMultiResults: has(Capability.PS_MULTI_RESULTS),
    interactive: has(Capability.INTERACTIVE),
  };
}
