// How differences within a text are marked on stderr and stdout: by colours, or as git does it where there are none.

import { type DiffMarks, PLAIN_MARKS } from '../tools/diff/word-diff.ts';
import { pc } from './colours.ts';

const COLOURS: DiffMarks = { gone: (text) => pc.strikethrough(pc.red(text)), added: (text) => pc.green(text) };

export const diffMarks: DiffMarks = pc.isColorSupported ? COLOURS : PLAIN_MARKS;
