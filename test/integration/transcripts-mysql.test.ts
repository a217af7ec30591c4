// The mysql driver sees the same directly, through `record` and from `replay`.
import { describeMatrix } from '../transcripts/matrix.ts';
import { mysqlProgram } from '../transcripts/mysql/program.ts';

describeMatrix(mysqlProgram);
