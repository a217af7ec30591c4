// Python's mysqlclient sees the same directly, through `record` and from `replay`.
import { describeLanguageMatrix } from '../transcripts/languages/language-program.ts';
import { mysqlclientProgram } from '../transcripts/languages/programs.ts';

await describeLanguageMatrix(mysqlclientProgram);
