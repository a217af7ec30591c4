// The mysql2 driver sees the same directly, through `record` and from `replay`.
import { describeMatrix } from '../transcripts/matrix.ts';
import { mysql2Program } from '../transcripts/mysql2/program.ts';

describeMatrix(mysql2Program);
