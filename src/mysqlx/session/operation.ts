// An operation that a message carries, as far as matching and people need it, and how its identity is begun.

import { CanonicalHash } from '../../core/canonical-hash.ts';
import { canonicalBytes } from '../messages/canonical.ts';
import * as messages from '../messages/messages.ts';
import type { DatatypesAny } from '../messages/schema.ts';
import type { TrackedOperation } from './tracked-state.ts';

/** Rules by which X messages are compared; it is hashed with each. */
const RULES = Buffer.from('x-1');

/** An operation that was read: of a message of its own, or of a prepared one. */
export interface Operation extends TrackedOperation {
  /** 32 hexadecimal digits. @param database the current schema */
  fingerprint(database: string): string;
  /** It carries no data, so that its last answer may be given again. */
  readonly isSetting: boolean;
  readonly isSessionBound: boolean;
  text(): string;
  parameters(): string | null;
  isSecret(): boolean;
  /** Whether its rows hold passwords or their hashes. @param database the current schema */
  answersWithSecret(database: string): boolean;
}

/** Begins a fingerprint. */
export function startHash(type: number, database: string): CanonicalHash {
  const hash = new CanonicalHash();
  hash.field(RULES);
  hash.code(type);
  hash.field(Buffer.from(database));
  return hash;
}

export function hashArguments(hash: CanonicalHash, args: readonly DatatypesAny[]): void {
  hash.count(args.length);
  for (const arg of args) hash.field(canonicalBytes(messages.AnyValue, arg));
}
