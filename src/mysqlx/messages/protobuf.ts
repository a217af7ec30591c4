// protobufjs, loaded with the first message: a replay reaches this room for the names of messages alone, and who speaks the
// classic protocol need not wait for the library.

import { createRequire } from 'node:module';
import type protobuf from 'protobufjs/light.js';

let library: typeof protobuf | null = null;

export function protobufjs(): typeof protobuf {
  library ??= createRequire(import.meta.url)('protobufjs/light.js') as typeof protobuf;
  return library;
}
