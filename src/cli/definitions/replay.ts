// `mock replay` as it is typed.

import type { Command } from 'commander';
import { parsePacketSize } from '../values.ts';
import {
  BUDGET_OPTIONS,
  COMMAND_ARGUMENT,
  COMMAND_OPTIONS,
  flagsForCommand,
  HTTP_OPTIONS,
  LATENCY_OPTIONS,
  LOG_OPTIONS,
  type LogFlags,
  overlayOptions,
  RULES_OPTION,
  reportOptions,
  SERVING_OPTIONS,
  TRACE_OPTIONS,
  X_OPTIONS,
} from './common.ts';
import { choice, commandOf, type FlagsOf, flag, inApi, list, negation, parsed, text, toggle } from './row.ts';

const STRATEGIES = ['data', 'sequence', 'ordered', 'any'] as const;

/** @param what names of them, in words */
export function strategyOption(names: string) {
  const description = `which of several recorded answers is taken: ${names}`;
  return inApi('strategy', choice('--strategy <name>', description, STRATEGIES, { default: 'data' }));
}

export const EXPLAIN_OPTION = inApi(
  'explain',
  flag('--explain', 'log for each command which recorded exchange answers it, and why'),
);

/** Beside the strategy: when a recorded answer counts. */
export const MATCHING_OPTIONS = {
  exhausted: inApi(
    'exhausted',
    choice(
      '--exhausted <what>',
      'what follows the last recorded answer to a statement: error, repeat-last, cycle ' +
        '(default: reads that always had one answer get it again, all else is an error)',
      ['error', 'repeat-last', 'cycle'],
    ),
  ),
  fresh: inApi(
    'fresh',
    negation(
      '--no-fresh',
      'carry no value that looks as made anew at every run without a rule (the clock, UUIDs, tokens)',
    ),
  ),
  crossProtocol: inApi(
    'crossProtocol',
    negation('--no-cross-protocol', 'never answer a text statement from a prepared one, nor the reverse'),
  ),
};

export const REPLAY_OPTIONS = {
  ...COMMAND_OPTIONS,
  strategy: strategyOption('data, ordered, sequence, any'),
  ...MATCHING_OPTIONS,
  rules: inApi('rules', RULES_OPTION),
  redact: text('--redact <file>', 'clients send the originals of what these rules have masked, see mock redact'),
  keyFile: text('--key-file <file>', 'the key of pseudonyms. Also from MOCK_REDACT_KEY'),
  explain: EXPLAIN_OPTION,
  ...LATENCY_OPTIONS,
  ...BUDGET_OPTIONS,
  strict: toggle(
    '--strict',
    'exit with 3 where a client asked what the recording has no answer to, or one by place only (default with a command)',
    'exit with 0 all the same',
  ),
  failOnUnused: flag('--fail-on-unused', 'exit with 4 where recorded exchanges were never asked for'),
  onMiss: inApi(
    'missPolicy',
    choice('--on-miss <what>', 'error sends a MySQL error (1105), close ends the connection', ['error', 'close'], {
      default: 'error',
    }),
  ),
  /** Each with the password file of the same place. */
  user: list('--user <name>', 'a user whose password is verified; repeatable'),
  passwordFile: list(
    '--password-file <file>',
    "that user's password, in the order of --user (default: MYSQL_PWD, or an option file)",
  ),
  requireAuth: inApi('requireAuth', flag('--require-auth', 'let in only the users given with --user')),
  allowAnyone: inApi('allowAnyone', flag('--allow-anyone', 'listen on a public address without --require-auth')),
  serverVersion: inApi(
    'serverVersion',
    text('--server-version <text>', "version to greet clients with (default: the recorded server's)"),
  ),
  maxAllowedPacket: inApi(
    'maxAllowedPacket',
    parsed(
      '--max-allowed-packet <bytes>',
      'longest command that is taken, as MySQL limits it, such as 64M',
      parsePacketSize,
      { default: 64 * 1024 * 1024, shown: '64M' },
    ),
  ),
  ...reportOptions('write at the end what was played, missed, left'),
  ...overlayOptions('faults and answers'),
  ...SERVING_OPTIONS,
  ...X_OPTIONS,
  ...HTTP_OPTIONS,
  ...TRACE_OPTIONS,
  ...LOG_OPTIONS,
};

export type ReplayFlags = FlagsOf<typeof REPLAY_OPTIONS>;

const EXAMPLES = `
Examples:
  $ mock replay recordings/shop.db
  $ mock replay recordings/shop.db --port 0 --json         # a free port, told as JSON on stdout
  $ mock replay recordings/shop.db --strict --fail-on-unused
  $ mock replay recordings/shop.db -- npm test             # a free port, told to the command by its environment
  $ mock replay recordings/shop.db --bind 0.0.0.0 --require-auth --user app --password-file app.password
Any user of the recording may log in with any password, from this machine only, unless told otherwise.`;

export function replayDefinition(
  run: (file: string, flags: ReplayFlags, words: readonly string[]) => Promise<void>,
): Command {
  const command = commandOf({
    name: 'replay',
    summary: 'answer from a recording, with no server anywhere',
    description:
      'Answers clients from a recording as the recorded server did, until the command behind -- has ended,\n' +
      'or SIGINT or SIGTERM.',
    arguments: { '<file>': 'the recording', ...COMMAND_ARGUMENT },
    options: REPLAY_OPTIONS,
    examples: EXAMPLES,
  });
  return command.action((file: string, words: string[], flags: ReplayFlags) =>
    run(file, explained(flagsForCommand(flags, words, command), flags), words),
  );
}

/** What was asked to be logged is logged, also while a command is run. */
export function explained<F extends LogFlags & { readonly explain?: true }>(flags: F, given: F): F {
  return given.explain ? { ...flags, logLevel: given.logLevel } : flags;
}
