// What Node has everywhere and a browser lacks. Imported before everything else.

import { Buffer } from 'buffer';

Object.assign(globalThis, { Buffer, setImmediate: (work: () => void) => setTimeout(work, 0) });
