// PHP's mysqli sees the same directly, through `record` and from `replay`.
import { describeLanguageMatrix } from '../transcripts/languages/language-program.ts';
import { mysqliProgram } from '../transcripts/languages/programs.ts';

await describeLanguageMatrix(mysqliProgram);
