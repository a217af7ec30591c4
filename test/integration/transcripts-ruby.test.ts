// Ruby's mysql2 sees the same directly, through `record` and from `replay`.
import { describeLanguageMatrix } from '../transcripts/languages/language-program.ts';
import { rubyProgram } from '../transcripts/languages/programs.ts';

await describeLanguageMatrix(rubyProgram);
