// `mock redact` as it is typed.

import type { Command } from 'commander';
import { ERROR_OPTIONS } from './common.ts';
import { commandOf, type FlagsOf, flag, text } from './row.ts';

const REDACT_OPTIONS = {
  rules: text('--rules <file>', 'what to mask, and how; with --scan what was masked already'),
  output: text('-o, --output <file>', 'the recording to write'),
  overwrite: flag('--overwrite', 'replace it where it exists'),
  keyFile: text('--key-file <file>', "the key of pseudonyms: the file's content. Also from MOCK_REDACT_KEY"),
  scan: flag('--scan', 'look for keys, tokens, cards, account numbers, e-mail addresses and the like', {
    isOnce: true,
  }),
  ...ERROR_OPTIONS,
};

export type RedactFlags = FlagsOf<typeof REDACT_OPTIONS>;

const EXAMPLES = `
Examples:
  $ mock redact recordings/shop.db --scan                  # exit code 5 where something seems to be a secret
  $ mock redact recordings/shop.db --scan --rules redact.json   # what these rules have put there is none
  $ mock redact raw.db --rules redact.json -o recordings/shop.db
A file of rules, JSON with comments:
  { "rules": [
    { "column": "shop.users.email" },                      // a pseudonym: the same value always the same other one
    { "column": "shop.users.tax_id", "derive": "mask" },   // also what the server computes of it: HEX(tax_id), JSON_OBJECT(…)
    { "column": "shop.*.password", "fixed": "x" },
    { "column": "shop.users.phone", "method": "null" },
    { "parameter": 2, "statement": "^INSERT INTO tokens" },
    { "literal": "hunter2", "fixed": "***" },
    { "pattern": "\\\\b\\\\d{3}-\\\\d{2}-\\\\d{4}\\\\b" }
  ] }
Pseudonyms need a key, in MOCK_REDACT_KEY or --key-file: with the same one, values get the same pseudonyms everywhere.`;

export function redactDefinition(run: (file: string, flags: RedactFlags) => Promise<void>): Command {
  return commandOf({
    name: 'redact',
    summary: 'mask values, or look for secrets',
    description:
      'Copies a recording with values masked by rules, alike in statements, parameters, rows and messages, so that\n' +
      'what belongs together still does. With --scan only looks for what seems to be a secret.',
    arguments: { '<file>': 'the recording' },
    options: REDACT_OPTIONS,
    examples: EXAMPLES,
  }).action((file: string, flags: RedactFlags) => run(file, flags));
}
