// Bound parameters as one line of JSON for people: `[{"int":1},{"text":"abc"},null]`. The exact bytes stand in the
// request; this is what a person and a report show.

import { createHash } from 'node:crypto';
import type { ParameterValue } from '../core/command.ts';

/** Longer texts and blobs are shown by their beginning, length and hash. */
const SHOWN_BYTES = 256;

export function formatParameters(parameters: readonly ParameterValue[]): string {
  let text = '[';
  for (const parameter of parameters) {
    if (text.length > 1) text += ',';
    text += formatParameter(parameter);
  }
  return `${text}]`;
}

function formatParameter(parameter: ParameterValue): string {
  switch (parameter.kind) {
    case 'null':
      return 'null';
    case 'int':
      return `{"int":${parameter.value}}`;
    case 'float':
    case 'double':
      return `{"${parameter.kind}":${formatNumber(parameter.value)}}`;
    case 'decimal':
    case 'temporal':
    case 'instead':
      return `{"${parameter.kind}":${JSON.stringify(parameter.value)}}`;
    case 'text':
      return formatBytes('text', parameter.value, parameter.value.toString('utf8', 0, SHOWN_BYTES));
    case 'blob':
      return formatBytes('blob', parameter.value, parameter.value.toString('hex', 0, SHOWN_BYTES));
  }
}

function formatBytes(kind: string, value: Buffer, shown: string): string {
  if (value.length <= SHOWN_BYTES) return `{"${kind}":${JSON.stringify(shown)}}`;
  const sha256 = createHash('sha256').update(value).digest('hex');
  return `{"${kind}":${JSON.stringify(shown)},"bytes":${value.length},"sha256":"${sha256}"}`;
}

function formatNumber(value: number): string {
  return Number.isFinite(value) && !Object.is(value, -0)
    ? String(value)
    : JSON.stringify(Object.is(value, -0) ? '-0' : String(value));
}
