// A driver's connection as the parts that all drivers' programs share see it.
import type { Note } from './transcript.ts';

export interface Client {
  /** Sends a statement as text, with the driver's own way to fill in values, and notes all that the driver tells. */
  query(note: Note, sql: string, values?: readonly unknown[]): Promise<void>;
  /** Prepares and executes it. Undefined for a driver that cannot. */
  execute?(note: Note, sql: string, values: readonly unknown[]): Promise<void>;
  end(): Promise<void>;
}
