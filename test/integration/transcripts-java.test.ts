// MariaDB Connector/J sees the same directly, through `record` and from `replay`.
import { describeLanguageMatrix } from '../transcripts/languages/language-program.ts';
import { javaProgram } from '../transcripts/languages/programs.ts';

await describeLanguageMatrix(javaProgram);
