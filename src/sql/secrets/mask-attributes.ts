// What a client says of itself as it connects: a value whose name says that it is secret, and passwords in addresses.

import { maskSecrets } from './mask-secrets.ts';
import { isTellingWord } from './telling-names.ts';

const MASK = '***';
/** DEL: what no address has. */
const NO_QUOTE = '\u007f';

/** The same names; none of the values is a secret. */
export function maskAttributes(attributes: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, isTellingWord(name) ? MASK : withoutPasswords(value)]),
  );
}

/** As the same text would be within a literal, which no quote of its own must end. */
function withoutPasswords(value: string): string {
  const literal = Buffer.from(`'${value.replaceAll("'", NO_QUOTE)}'`);
  const masked = maskSecrets(literal);
  return masked === literal ? value : masked.toString('utf8').slice(1, -1).replaceAll(NO_QUOTE, "'");
}
