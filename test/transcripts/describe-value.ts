// Values of a driver as text that tells apart everything a program could: type, length, every byte.
import { createHash } from 'node:crypto';

const maxShownBytes = 64;
const maxShownCharacters = 500;

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** One line; for an array one line for each element as well. */
export function describeLines(label: string, value: unknown): string[] {
  if (!Array.isArray(value)) return [`${label}: ${describeValue(value)}`];
  return [
    `${label}: array of ${value.length}`,
    ...value.map((item, index) => `${label} ${index}: ${describeValue(item)}`),
  ];
}

function describeValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(describeValue).join(', ')}]`;
  if (typeof value === 'string') return describeString(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (value instanceof Date) return `Date ${Number.isNaN(value.getTime()) ? 'invalid' : value.toISOString()}`;
  if (value instanceof Uint8Array) return describeBytes(value);
  if (ArrayBuffer.isView(value)) return describeBytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(([key, item]) => `${key}: ${describeValue(item)}`);
  return `{${entries.join(', ')}}`;
}

/** All that a driver tells about an error. */
export function describeError(error: unknown): string[] {
  if (!(error instanceof Error)) return [`throws ${describeValue(error)}`];
  const facts = new Map<string, unknown>(Object.entries(error));
  const lines = ['code', 'errno', 'sqlState', 'sqlMessage', 'fatal', 'info']
    .filter((key) => facts.get(key) !== undefined)
    .map((key) => `  ${key}: ${describeValue(facts.get(key))}`);
  // the mariadb driver begins its messages with the connection's id
  const message = error.message.replace(/\(conn:-?\d+, /, '(conn:N, ');
  return [`throws ${error.name}: ${describeValue(message)}`, ...lines];
}

function describeString(value: string): string {
  if (value.length <= maxShownCharacters) return JSON.stringify(value);
  return `string of ${value.length}, sha256 ${sha256(value)}, ${JSON.stringify(value.slice(0, 40))}…`;
}

function describeBytes(value: Uint8Array): string {
  const name = value.constructor.name;
  if (value.length <= maxShownBytes) return `${name} ${Buffer.from(value).toString('hex')}`;
  return `${name} of ${value.length}, sha256 ${sha256(value)}`;
}
