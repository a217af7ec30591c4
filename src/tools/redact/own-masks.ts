// What a recording's own redaction has put into it: pseudonyms look like what they stand for, and are no secrets. Told by the
// rules alone, without the key: what stands in their places is what they made.

import type { RecordingFileReader } from '../../store/reading/reader.ts';
import { KnownValues } from './known-values.ts';
import { Masker } from './masker.ts';
import { Pseudonyms } from './pseudonym.ts';
import { learnRecording } from './redact-file.ts';
import type { Rule } from './rules.ts';

export class OwnMasks {
  readonly #masker: BlankingMasker;

  /** Reads every exchange of the recording once. */
  constructor(reader: RecordingFileReader, rules: readonly Rule[]) {
    this.#masker = new BlankingMasker(rules, new Pseudonyms(Buffer.alloc(0)), new KnownValues());
    learnRecording(reader, this.#masker);
  }

  /** The text without what rules have put there. */
  without(text: string): string {
    return this.#masker.cleaned(text, 'messages') ?? '';
  }

  covers(schema: string, table: string, column: string): boolean {
    return this.#masker.ruleOfField(schema, table, column) !== null;
  }
}

class BlankingMasker extends Masker {
  protected override turned(): string {
    return ' ';
  }
}
