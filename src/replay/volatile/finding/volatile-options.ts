// What the finder of answers has to know of the recording, and of how it is replayed.

import type { Logger } from '../../../core/log/logger.ts';
import type { RecordedExchange, RecordingReader } from '../../../core/recording.ts';
import type { Exhausted } from '../../matching/match-query.ts';
import type { CommandMasking } from '../values/masked-forms.ts';
import type { Substitution } from '../values/substitution.ts';
import type { ActiveRule } from '../values/volatile-rules.ts';

export interface VolatileOptions {
  readonly reader: RecordingReader;
  readonly rules: readonly ActiveRule[];
  /** Whether values that look as made anew are carried without a rule. */
  readonly isFreshCarried: boolean;
  /** The clock, in ms since 1970. */
  readonly now: () => number;
  readonly logger: Logger;
  readonly exhausted: Exhausted;
  readonly isSameAnswer: (a: RecordedExchange, b: RecordedExchange) => boolean;
  readonly onSubstituted?: (substitution: Substitution) => void;
  /** How the recording was masked; null or absent where it was not. */
  readonly masking?: CommandMasking | null;
}
