// `mock script` as it is typed.

import type { Command } from 'commander';
import { parseCount } from '../values.ts';
import { HTTP_OPTIONS, LOG_OPTIONS, overlayOptions, SERVING_OPTIONS } from './common.ts';
import { commandOf, type FlagsOf, flag, inApi, parsed, text } from './row.ts';

export const SCRIPT_OPTIONS = {
  modulePrefix: text('--module-prefix <folder>', 'where require() in scripts looks, in its local_modules', {
    default: '.',
  }),
  callTimeout: inApi(
    'callTimeoutMs',
    parsed('--call-timeout <ms>', 'longest that one call into the script may take', parseCount, { default: 1000 }),
  ),
  allowAnyone: inApi('allowAnyone', flag('--allow-anyone', 'listen on a public address')),
  ...overlayOptions('faults'),
  ...SERVING_OPTIONS,
  ...HTTP_OPTIONS,
  ...LOG_OPTIONS,
};

export type ScriptFlags = FlagsOf<typeof SCRIPT_OPTIONS>;

const EXAMPLES = `
Examples:
  $ mock script examples/script/shop.json        # statements and their answers, as data
  $ mock script metadata.js --module-prefix data # a script of MySQL Router's mock server
Scripts are described in docs/scripts.md; they say themselves who may log in.`;

export function scriptDefinition(run: (file: string, flags: ScriptFlags) => Promise<void>): Command {
  const command = commandOf({
    name: 'script',
    summary: 'answer as a script says, with answers that nobody could record',
    description:
      "Answers clients as a script says, until SIGINT or SIGTERM: a trace (.json), or a script of MySQL Router's\n" +
      'mock server (.js).',
    arguments: { '<file>': 'the script' },
    options: SCRIPT_OPTIONS,
    examples: EXAMPLES,
  });
  return command.action((file: string, flags: ScriptFlags) => run(file, flags));
}
