// What must be known to read an answer's packets.

import type { ColumnDefinition } from '../../../mysql/packets/column-definition.ts';

/** What an answer's packets mean, beside their bytes. */
export interface AnswerContext {
  /** Code of the command. */
  readonly command: number;
  /** Capability bits that shaped the bytes. */
  readonly encoding: bigint;
  /** Of a prepared statement's result: what its prepare said. */
  readonly knownColumns: readonly ColumnDefinition[];
}
