// The JSON Schema of traces, which the package publishes; it stands beside dist/ and src/ alike.

import { createRequire } from 'node:module';

export const traceSchema: object = createRequire(import.meta.url)('../schema/trace.schema.json');
