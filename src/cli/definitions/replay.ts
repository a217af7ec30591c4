// `mock replay` as it is typed.

import { Command, Option } from 'commander';
import type { StrategyName } from '../../replay/matching/match-query.ts';
import type { Latency } from '../../replay/session/latency.ts';
import { collect, parseOneOf, parsePacketSize } from '../values.ts';
import {
  addCommandArgument,
  addHttpOptions,
  addLogOptions,
  addOverlayOption,
  addReportOptions,
  addServingOptions,
  addTraceOption,
  addXOptions,
  type CommandFlags,
  flagsForCommand,
  type HttpFlags,
  type LogFlags,
  latencyOption,
  maxQueriesOption,
  type ReportFlags,
  type ServingFlags,
} from './common.ts';

export interface ReplayFlags extends ServingFlags, CommandFlags, HttpFlags, ReportFlags {
  readonly overlay?: string;
  /** Each with the password file of the same place. */
  readonly user: readonly string[];
  readonly passwordFile: readonly string[];
  readonly requireAuth?: true;
  readonly allowAnyone?: true;
  readonly explain?: true;
  readonly strict?: true;
  readonly failOnUnused?: true;
  /** Budget of statements per scope. */
  readonly maxQueries?: number;
  readonly strategy: StrategyName;
  readonly crossProtocol: boolean;
  readonly fresh: boolean;
  readonly rules?: string;
  readonly exhausted?: 'error' | 'repeat-last' | 'cycle';
  readonly latency?: Latency;
  readonly onMiss: 'error' | 'close';
  readonly maxAllowedPacket: number;
  readonly serverVersion?: string;
}

export const STRATEGIES = ['data', 'sequence', 'ordered', 'any'] as const;
const EXHAUSTED = ['error', 'repeat-last', 'cycle'] as const;

const EXAMPLES = `
Examples:
  $ mock replay recordings/shop.db
  $ mock replay recordings/shop.db --port 0 --json         # a free port, told as JSON on stdout
  $ mock replay recordings/shop.db --strict --fail-on-unused
  $ mock replay recordings/shop.db --strict -- npm test    # a free port, told to the command by its environment
  $ mock replay recordings/shop.db --bind 0.0.0.0 --require-auth --user app --password-file app.password
Any user of the recording may log in with any password, from this machine only, unless told otherwise.`;

export function replayDefinition(
  run: (file: string, flags: ReplayFlags, words: readonly string[]) => Promise<void>,
): Command {
  const command = new Command('replay')
    .summary('answer from a recording, with no server anywhere')
    .description(
      'Answers clients from a recording as the recorded server did, until the command behind -- has ended,\n' +
        'or SIGINT or SIGTERM.',
    )
    .argument('<file>', 'the recording');
  addCommandArgument(command)
    .addOption(
      new Option('--strategy <name>', 'which of several recorded answers is taken: data, ordered, sequence, any')
        .default('data')
        .argParser(parseOneOf(STRATEGIES)),
    )
    .addOption(
      new Option(
        '--exhausted <what>',
        'what follows the last recorded answer to a statement: error, repeat-last, cycle ' +
          '(default: reads that always had one answer get it again, all else is an error)',
      ).argParser(parseOneOf(EXHAUSTED)),
    )
    .option(
      '--no-fresh',
      'carry no value that looks as made anew at every run without a rule (the clock, UUIDs, tokens)',
    )
    .option('--no-cross-protocol', 'never answer a text statement from a prepared one, nor the reverse')
    .option('--rules <file>', 'values that differ at every run: a list "volatile" in JSON, YAML or a module')
    .option('--explain', 'log for each command which recorded exchange answers it, and why')
    .addOption(latencyOption())
    .addOption(maxQueriesOption())
    .option('--strict', 'exit with 3 where a client asked what the recording has no answer to, or one by place only')
    .option('--fail-on-unused', 'exit with 4 where recorded exchanges were never asked for')
    .addOption(
      new Option('--on-miss <what>', 'error sends a MySQL error (1105), close ends the connection')
        .default('error')
        .argParser(parseOneOf(['error', 'close'])),
    )
    .addOption(
      new Option('--user <name>', 'a user whose password is verified; repeatable')
        .default([], 'none')
        .argParser(collect),
    )
    .addOption(
      new Option(
        '--password-file <file>',
        "that user's password, in the order of --user (default: MYSQL_PWD, or an option file)",
      )
        .default([], 'none')
        .argParser(collect),
    )
    .option('--require-auth', 'let in only the users given with --user')
    .option('--allow-anyone', 'listen on a public address without --require-auth')
    .option('--server-version <text>', "version to greet clients with (default: the recorded server's)")
    .addOption(
      new Option('--max-allowed-packet <bytes>', 'longest command that is taken, as MySQL limits it, such as 64M')
        .default(64 * 1024 * 1024, '64M')
        .argParser(parsePacketSize),
    );
  addReportOptions(command, 'write at the end what was played, missed, left');
  addLogOptions(
    addTraceOption(addHttpOptions(addXOptions(addServingOptions(addOverlayOption(command, 'faults and answers'))))),
  ).addHelpText('after', EXAMPLES);
  return command.action((file: string, words: string[], flags: ReplayFlags) =>
    run(file, explained(flagsForCommand(flags, words, command), flags), words),
  );
}

/** What was asked to be logged is logged, also while a command is run. */
export function explained<F extends LogFlags & { readonly explain?: true }>(flags: F, given: F): F {
  return given.explain ? { ...flags, logLevel: given.logLevel } : flags;
}
