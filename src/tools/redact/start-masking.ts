// What `record` needs to mask while it writes: everything that rules and key come to.

import type { StatementRules } from '../../core/command.ts';
import type { RecordingWriter } from '../../core/recording.ts';
import { Masker, type Touched } from './masker.ts';
import { MaskingWriter } from './masking-writer.ts';
import { Pseudonyms } from './pseudonym.ts';
import { cleanFile } from './redact-file.ts';
import { parseRules } from './rules.ts';

export interface Masking {
  /** A writer that masks what goes on to this one. @param rules the recording's own rules of identity */
  over(writer: RecordingWriter, rules: StatementRules | null): RecordingWriter;
  /** A text that is written beside sessions and exchanges. */
  clean(text: string): string;
  /** Masks in the finished recording what was met after it had been written. */
  finish(path: string): void;
  touched(): readonly Touched[];
}

/** @param file what the rules' file is called @throws MockError `USAGE` with file, line and column */
export function startMasking(rules: string, file: string, key: Buffer): Masking {
  const masker = new Masker(parseRules(rules, file), new Pseudonyms(key));
  return {
    over: (writer, rules) => new MaskingWriter(writer, masker, rules),
    clean: (text) => masker.cleaned(text, 'messages') ?? '',
    finish: (path) => cleanFile(path, masker.late()),
    touched: () => masker.touched,
  };
}
