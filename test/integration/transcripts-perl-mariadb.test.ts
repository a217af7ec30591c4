// Perl's DBD::MariaDB sees the same directly, through `record` and from `replay`.
import { describeLanguageMatrix } from '../transcripts/languages/language-program.ts';
import { dbdMariadbProgram } from '../transcripts/languages/programs.ts';

await describeLanguageMatrix(dbdMariadbProgram);
