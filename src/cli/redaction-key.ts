// The files that a redaction is told by: its rules, and the key of its pseudonyms.

import { readFileSync } from 'node:fs';
import { MockError, messageOf } from '../core/errors.ts';
import type { RedactionOptions } from '../serve/redaction.ts';
import type { Rule } from '../tools/redact/rules.ts';

/** @throws MockError `USAGE` where a pseudonym needs a key and there is none */
export function readKey(rules: readonly Rule[], keyFile: string | undefined): Buffer {
  const key = givenKey(keyFile);
  const rule = rules.find(({ method }) => method.kind === 'pseudonym');
  if (key.length > 0 || rule === undefined) return key;
  throw new MockError('USAGE', `the rule "${rule.name}" makes pseudonyms: set MOCK_REDACT_KEY or pass --key-file`);
}

/**
 * Rules and key as the API wants them, checked.
 * @param isKeyNeeded whether pseudonyms are made; where they are only to be found, who has no key does without
 * @throws MockError `USAGE`
 */
export async function readRedaction(
  { redact: rulesFile, keyFile }: { readonly redact?: string; readonly keyFile?: string },
  isKeyNeeded: boolean,
): Promise<RedactionOptions | undefined> {
  if (rulesFile === undefined) return undefined;
  const { parseRules } = await import('../tools/redact/rules.ts');
  const rules = readText(rulesFile, '--redact');
  const parsed = parseRules(rules, rulesFile);
  return { rules, rulesFile, key: isKeyNeeded ? readKey(parsed, keyFile) : givenKey(keyFile) };
}

/** @throws MockError `USAGE` */
export function readText(file: string, option: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new MockError('USAGE', `${option} ${file} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

/** Empty where there is none. */
function givenKey(keyFile: string | undefined): Buffer {
  if (keyFile !== undefined) return Buffer.from(readText(keyFile, '--key-file').trim());
  return Buffer.from(process.env['MOCK_REDACT_KEY'] ?? '');
}
