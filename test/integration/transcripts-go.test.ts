// Go's go-sql-driver/mysql sees the same directly, through `record` and from `replay`.
import { describeLanguageMatrix } from '../transcripts/languages/language-program.ts';
import { goProgram } from '../transcripts/languages/programs.ts';

await describeLanguageMatrix(goProgram);
