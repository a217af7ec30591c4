// The JSON Schema of traces, which the package publishes; it stands beside dist/ and src/ alike.

import { createRequire } from 'node:module';

interface TraceSchema {
  readonly definitions: object;
}

export const traceSchema: TraceSchema = createRequire(import.meta.url)('../schema/trace.schema.json');
