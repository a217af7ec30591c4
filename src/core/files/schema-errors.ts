// What is wrong with a value by a JSON Schema. The validator is loaded where something is checked: it takes longer than all the
// rest of a start. https://json-schema.org/draft-07

import { createRequire } from 'node:module';
import type { ErrorObject, ValidateFunction } from 'ajv';

export interface SchemaError {
  /** Of the part that is wrong: keys and indexes from the root on, indexes as digits. */
  readonly path: readonly string[];
  /** The schema's keyword that it fails. */
  readonly keyword: string;
  /** A key that it must not have, or must have. */
  readonly unknownKey: string | null;
  readonly missingKey: string | null;
  /** In words, with the values that are allowed: `must be equal to one of the allowed values: a, b`. */
  readonly what: string;
  /** The schema of the part. */
  readonly schema: unknown;
}

interface Extent {
  /** All errors, not only the first; for a value that may have one of several forms. */
  readonly isAll?: boolean;
}

/** Compiled, by the schema itself: schemas are constants. */
const compiled = new Map<object, ValidateFunction>();

/** Empty where the value is as its schema has it. */
export function schemaErrors(schema: object, value: unknown, { isAll = false }: Extent = {}): readonly SchemaError[] {
  let validate = compiled.get(schema);
  if (validate === undefined) {
    const { Ajv }: typeof import('ajv') = createRequire(import.meta.url)('ajv');
    validate = new Ajv({ allErrors: isAll, allowUnionTypes: true, strictTypes: false, verbose: true }).compile(schema);
    compiled.set(schema, validate);
  }
  return validate(value) ? [] : (validate.errors ?? []).map(schemaError);
}

function schemaError({ instancePath, keyword, message, params, parentSchema }: ErrorObject): SchemaError {
  const { additionalProperty, missingProperty, allowedValues } = params as Readonly<Record<string, unknown>>;
  const values = Array.isArray(allowedValues) ? `: ${allowedValues.join(', ')}` : '';
  return {
    path: instancePath.split('/').slice(1).map(unescaped),
    keyword,
    unknownKey: additionalProperty === undefined ? null : String(additionalProperty),
    missingKey: missingProperty === undefined ? null : String(missingProperty),
    what: `${message}${values}`,
    schema: parentSchema,
  };
}

/** https://datatracker.ietf.org/doc/html/rfc6901#section-4 */
function unescaped(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}
