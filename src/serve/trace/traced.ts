// Puts the tracer between a session and whoever answers it, where there is one.

import type { Responder } from '../../core/responder.ts';
import type { Connection } from '../../net/connection.ts';
import type { Tracer } from './tracer.ts';
import { TracingResponder } from './tracing-responder.ts';

export function traced(responder: Responder, connection: Connection, tracer: Tracer | null): Responder {
  return tracer === null ? responder : new TracingResponder(responder, tracer.connection(connection.remote, 'classic'));
}
