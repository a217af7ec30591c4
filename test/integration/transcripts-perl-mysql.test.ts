// Perl's DBD::mysql sees the same directly, through `record` and from `replay`.
import { describeLanguageMatrix } from '../transcripts/languages/language-program.ts';
import { dbdMysqlProgram } from '../transcripts/languages/programs.ts';

await describeLanguageMatrix(dbdMysqlProgram);
