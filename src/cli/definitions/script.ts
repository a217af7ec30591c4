// `mock script` as it is typed.

import { Command, Option } from 'commander';
import { parseCount } from '../values.ts';
import {
  addHttpOptions,
  addLogOptions,
  addOverlayOption,
  addServingOptions,
  type HttpFlags,
  type ServingFlags,
} from './common.ts';

export interface ScriptFlags extends ServingFlags, HttpFlags {
  readonly modulePrefix: string;
  /** Milliseconds. */
  readonly callTimeout: number;
  readonly allowAnyone?: true;
  readonly overlay?: string;
}

const EXAMPLES = `
Examples:
  $ mock script examples/script/shop.json        # statements and their answers, as data
  $ mock script metadata.js --module-prefix data # a script of MySQL Router's mock server
Scripts are described in docs/scripts.md; they say themselves who may log in.`;

export function scriptDefinition(run: (file: string, flags: ScriptFlags) => Promise<void>): Command {
  const command = new Command('script')
    .summary('answer as a script says, with answers that nobody could record')
    .description(
      "Answers clients as a script says, until SIGINT or SIGTERM: a trace (.json), or a script of MySQL Router's\n" +
        'mock server (.js).',
    )
    .argument('<file>', 'the script')
    .option('--module-prefix <folder>', 'where require() in scripts looks, in its local_modules', '.')
    .addOption(
      new Option('--call-timeout <ms>', 'longest that one call into the script may take')
        .default(1000)
        .argParser(parseCount),
    )
    .option('--allow-anyone', 'listen on a public address');
  addLogOptions(addHttpOptions(addServingOptions(addOverlayOption(command, 'faults')))).addHelpText('after', EXAMPLES);
  return command.action((file: string, flags: ScriptFlags) => run(file, flags));
}
