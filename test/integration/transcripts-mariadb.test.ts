// The mariadb driver sees the same directly, through `record` and from `replay`.
import { mariadbProgram } from '../transcripts/mariadb/program.ts';
import { describeMatrix } from '../transcripts/matrix.ts';

describeMatrix(mariadbProgram);
