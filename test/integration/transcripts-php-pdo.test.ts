// PHP's PDO sees the same directly, through `record` and from `replay`.
import { describeLanguageMatrix } from '../transcripts/languages/language-program.ts';
import { pdoProgram } from '../transcripts/languages/programs.ts';

await describeLanguageMatrix(pdoProgram);
