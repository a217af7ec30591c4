// `mock run` as it is typed.

import { Command, Option } from 'commander';
import type { StrategyName } from '../../replay/matching/match-query.ts';
import type { Latency } from '../../replay/session/latency.ts';
import { parseOneOf } from '../values.ts';
import {
  addCommandArgument,
  addHttpOptions,
  addLogOptions,
  addOverlayOption,
  addReportOptions,
  addServingOptions,
  addXOptions,
  type CommandFlags,
  flagsForCommand,
  type HttpFlags,
  latencyOption,
  maxQueriesOption,
  type ReportFlags,
  type ServingFlags,
} from './common.ts';
import { explained, STRATEGIES } from './replay.ts';
import { addUpstreamOptions, type UpstreamFlags } from './upstream.ts';

export interface RunFlags extends ServingFlags, UpstreamFlags, CommandFlags, HttpFlags, ReportFlags {
  readonly update?: true;
  /** Keep what was recorded though the command failed. */
  readonly keep?: true;
  readonly latency?: Latency;
  readonly strict: boolean;
  readonly failOnUnused?: true;
  readonly rules?: string;
  readonly identity?: string;
  readonly strategy: StrategyName;
  readonly explain?: true;
  readonly overlay?: string;
  /** Rules by which values are masked while recording. */
  readonly redact?: string;
  readonly keyFile?: string;
  /** Budget of statements per scope. */
  readonly maxQueries?: number;
}

const EXAMPLES = `
Examples:
  $ mock run recordings/shop.db --upstream db:3306 -- npm test       # records where the file is not there yet
  $ mock run recordings/shop.db --upstream db:3306 -u -- npm test    # records anew
  $ mock run recordings/shop.db --report misses.html -- npm test     # a page that opens at the first miss
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
    .addOption(
      new Option('--strategy <name>', `which of several recorded answers is taken: ${STRATEGIES.join(', ')}`)
        .default('data')
        .argParser(parseOneOf(STRATEGIES)),
    )
    .option('--explain', 'log for each command which recorded exchange answers it, and why')
    .option('--redact <file>', 'when recording, mask values by these rules, see mock redact')
    .option('--key-file <file>', 'the key of pseudonyms. Also from MOCK_REDACT_KEY')
    .option('--no-strict', 'exit with 0 though the command asked what the recording has no answer to')
    .addOption(maxQueriesOption())
    .option('--fail-on-unused', 'exit with 4 where recorded exchanges were never asked for');
  addReportOptions(command, 'when replaying, write at the end what was played, missed, left');
  addOverlayOption(command, 'faults and answers');
  addLogOptions(addHttpOptions(addXOptions(addServingOptions(command)))).addHelpText('after', EXAMPLES);
  return command.action((file: string, words: string[], flags: RunFlags) =>
    run(file, explained(flagsForCommand(flags, words, command), flags), words),
  );
}
