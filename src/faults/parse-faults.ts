// Checks what is said to be faults, whether it comes from a file, a script or the REST API.

import { MockError, messageOf } from '../core/errors.ts';
import { schemaErrors } from '../core/files/schema-errors.ts';
import { traceSchema } from '../trace-schema.ts';
import type { Fault } from './fault.ts';
import { toPattern } from './statement-pattern.ts';

/** A trace's schema has that of its faults. */
const FAULT_SCHEMA = { definitions: traceSchema.definitions, $ref: '#/definitions/fault' };

/**
 * @param value a fault or a list of them; in JavaScript `statement` may be a RegExp
 * @param origin for messages
 * @throws MockError `USAGE`
 */
export function parseFaults(value: unknown, origin: string): readonly Fault[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((fault, index) => parseFault(fault, `${origin}, number ${index + 1}`));
}

function parseFault(value: unknown, where: string): Fault {
  if (typeof value !== 'object' || value === null) throw new MockError('USAGE', `${where}: expected an object`);
  const fault = value as Fault;
  const { statement } = fault;
  const isPattern = Object.prototype.toString.call(statement) === '[object RegExp]';
  const [error] = schemaErrors(FAULT_SCHEMA, isPattern ? { ...fault, statement: '' } : fault);
  if (error !== undefined) {
    const key = error.unknownKey === null ? '' : ` "${error.unknownKey}"`;
    throw new MockError('USAGE', `${[where, ...error.path].join('/')} ${error.what}${key}`);
  }
  try {
    if (statement !== undefined) toPattern(statement);
  } catch (cause) {
    throw new MockError('USAGE', `${where}: ${messageOf(cause)}`, { cause });
  }
  return fault;
}
