// The files that a redaction is told by: its rules, and the key of its pseudonyms.

import { readFileSync } from 'node:fs';
import { MockError, messageOf } from '../core/errors.ts';
import type { Rule } from '../tools/redact/rules.ts';

/** @throws MockError `USAGE` where a pseudonym needs a key and there is none */
export function readKey(rules: readonly Rule[], keyFile: string | undefined): Buffer {
  if (keyFile !== undefined) return Buffer.from(readText(keyFile, '--key-file').trim());
  const { MOCK_REDACT_KEY: key } = process.env;
  if (key !== undefined && key !== '') return Buffer.from(key);
  const rule = rules.find(({ method }) => method.kind === 'pseudonym');
  if (rule === undefined) return Buffer.alloc(0);
  throw new MockError('USAGE', `the rule "${rule.name}" makes pseudonyms: set MOCK_REDACT_KEY or pass --key-file`);
}

/** @throws MockError `USAGE` */
export function readText(file: string, option: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new MockError('USAGE', `${option} ${file} cannot be read: ${messageOf(cause)}`, { cause });
  }
}
