// What the replay asks of whoever knows how its recording was masked: `mock record --redact` wrote other values than those that
// a program sends.

import type { Command } from '../../../core/command.ts';

/** A value of a command, and what the recording has in its place; a character per byte. */
export interface MaskedPair {
  readonly live: string;
  readonly recorded: string;
}

/** A command as it may be recorded. */
export interface MaskedForm {
  readonly command: Command;
  /** Of values whose originals can be told again where an answer holds the recorded ones. */
  readonly pairs: readonly MaskedPair[];
  /** This form was the recorded one. */
  accept(): void;
}

export interface CommandMasking {
  /** The likeliest first; none where nothing of it is masked. */
  forms(command: Command): Iterable<MaskedForm>;
}
