// Python's PyMySQL sees the same directly, through `record` and from `replay`.
import { describeLanguageMatrix } from '../transcripts/languages/language-program.ts';
import { pymysqlProgram } from '../transcripts/languages/programs.ts';

await describeLanguageMatrix(pymysqlProgram);
