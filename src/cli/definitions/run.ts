// `mock run` as it is typed.

import { Command } from 'commander';
import type { Latency } from '../../replay/session/latency.ts';
import {
  addCommandArgument,
  addLogOptions,
  addServingOptions,
  addXOptions,
  type CommandFlags,
  flagsForCommand,
  latencyOption,
  maxQueriesOption,
  type ServingFlags,
} from './common.ts';
import { addUpstreamOptions, type UpstreamFlags } from './upstream.ts';

export interface RunFlags extends ServingFlags, UpstreamFlags, CommandFlags {
  readonly update?: true;
  /** Keep what was recorded though the command failed. */
  readonly keep?: true;
  readonly latency?: Latency;
  readonly strict: boolean;
  readonly failOnUnused?: true;
  readonly rules?: string;
  readonly identity?: string;
  /** Budget of statements per scope. */
  readonly maxQueries?: number;
}

const EXAMPLES = `
Examples:
  $ mock run recordings/shop.db --upstream db:3306 -- npm test       # records where the file is not there yet
  $ mock run recordings/shop.db --upstream db:3306 -u -- npm test    # records anew
  $ mock run recordings/shop.db --fail-on-unused -- pytest           # only ever replays: there is no upstream
With CI set in the environment nothing is recorded: a recording that is not there is a failure.`;

export function runDefinition(
  run: (file: string, flags: RunFlags, words: readonly string[]) => Promise<void>,
): Command {
  const command = new Command('run')
    .summary('run a command against a recording, which is made where it is not there')
    .description(
      'Runs a command, usually the tests: against the recording where it exists, else against the real server while it\n' +
        'is recorded. A recording whose command failed is not kept.',
    )
    .argument('<file>', 'the recording');
  addCommandArgument(command);
  addUpstreamOptions(command, 'the real server, for recording: host:port, mysql://…, a socket path')
    .option('-u, --update', 'record anew')
    .option('--keep', 'keep what was recorded though the command failed')
    .addOption(latencyOption())
    .option('--rules <file>', 'values that differ at every run: a list "volatile" in JSON, YAML or a module')
    .option('--identity <file>', 'what does not count in statements: a list "identity" in JSON, YAML or a module')
    .option('--no-strict', 'exit with 0 though the command asked what the recording has no answer to')
    .addOption(maxQueriesOption())
    .option('--fail-on-unused', 'exit with 4 where recorded exchanges were never asked for');
  addLogOptions(addXOptions(addServingOptions(command))).addHelpText('after', EXAMPLES);
  return command.action((file: string, words: string[], flags: RunFlags) =>
    run(file, flagsForCommand(flags, words, command), words),
  );
}
