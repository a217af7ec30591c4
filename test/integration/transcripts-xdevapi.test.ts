// The xdevapi driver, over the X Protocol, sees the same directly, through `record` and from `replay`.
import { describeMatrix } from '../transcripts/matrix.ts';
import { xdevapiProgram } from '../transcripts/xdevapi/program.ts';

describeMatrix(xdevapiProgram);
