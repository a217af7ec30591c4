// `mock run` as it is typed.

import type { Command } from 'commander';
import {
  BUDGET_OPTIONS,
  COMMAND_ARGUMENT,
  COMMAND_OPTIONS,
  flagsForCommand,
  HTTP_OPTIONS,
  IDENTITY_OPTION,
  LATENCY_OPTIONS,
  LOG_OPTIONS,
  overlayOptions,
  RULES_OPTION,
  reportOptions,
  SERVING_OPTIONS,
  X_OPTIONS,
} from './common.ts';
import { EXPLAIN_OPTION, explained, MATCHING_OPTIONS, strategyOption } from './replay.ts';
import { commandOf, type FlagsOf, flag, negation, text } from './row.ts';
import { type AccountOfFiles, upstreamOptions } from './upstream.ts';

const RUN_OPTIONS = {
  ...COMMAND_OPTIONS,
  ...upstreamOptions('the real server, for recording: host:port, mysql://…, a socket path'),
  update: flag('-u, --update', 'record anew', { isOnce: true }),
  keep: flag('--keep', 'keep what was recorded though the command failed'),
  ...LATENCY_OPTIONS,
  rules: RULES_OPTION,
  identity: IDENTITY_OPTION,
  strategy: strategyOption('data, sequence, ordered, any'),
  ...MATCHING_OPTIONS,
  explain: EXPLAIN_OPTION,
  redact: text(
    '--redact <file>',
    'when recording, mask values by these rules, see mock redact; when replaying, the originals are found',
  ),
  keyFile: text('--key-file <file>', 'the key of pseudonyms. Also from MOCK_REDACT_KEY'),
  strict: negation('--no-strict', 'exit with 0 though the command asked what the recording has no answer to'),
  ...BUDGET_OPTIONS,
  failOnUnused: flag('--fail-on-unused', 'exit with 4 where recorded exchanges were never asked for'),
  ...reportOptions('when replaying, write at the end what was played, missed, left'),
  ...overlayOptions('faults and answers'),
  ...SERVING_OPTIONS,
  ...X_OPTIONS,
  ...HTTP_OPTIONS,
  ...LOG_OPTIONS,
};

export type RunFlags = FlagsOf<typeof RUN_OPTIONS> & AccountOfFiles;

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
  const command = commandOf({
    name: 'run',
    summary: 'run a command against a recording, which is made where it is not there',
    description:
      'Runs a command, usually the tests: against the recording where it exists, else against the real server while it\n' +
      'is recorded. A recording whose command failed is not kept.',
    arguments: { '<file>': 'the recording', ...COMMAND_ARGUMENT },
    options: RUN_OPTIONS,
    examples: EXAMPLES,
  });
  return command.action((file: string, words: string[], flags: RunFlags) =>
    run(file, explained(flagsForCommand(flags, words, command), flags), words),
  );
}
