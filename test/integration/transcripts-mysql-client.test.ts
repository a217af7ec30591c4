// The mysql command-line client sees the same directly, through `record` and from `replay`.
import { describeMatrix } from '../transcripts/matrix.ts';
import { shellProgram } from '../transcripts/shell/program.ts';

describeMatrix(shellProgram('mysql'));
