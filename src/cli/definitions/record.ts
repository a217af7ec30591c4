// `mock record` as it is typed.

import { Command, Option } from 'commander';
import { parseOneOf } from '../values.ts';
import {
  addCommandArgument,
  addHttpOptions,
  addLogOptions,
  addServingOptions,
  addTraceOption,
  addXOptions,
  type CommandFlags,
  flagsForCommand,
  type HttpFlags,
  type ServingFlags,
} from './common.ts';
import { addUpstreamOptions, type UpstreamFlags } from './upstream.ts';

export interface RecordFlags extends ServingFlags, UpstreamFlags, CommandFlags, HttpFlags {
  readonly output?: string;
  readonly append?: true;
  readonly overwrite?: true;
  /** Rules by which values are masked. */
  readonly redact?: string;
  readonly keyFile?: string;
  readonly scope?: string;
  /** A file with the user's own rules of identity. */
  readonly identity?: string;
  /** Whether the recording is checked at the end. */
  readonly check: boolean;
  readonly onRecordFailure: 'stop' | 'passthrough';
  readonly allowAnyone?: true;
}

const EXAMPLES = `
Examples:
  $ mock record                                  # tries it out: records the built-in sample server
  $ mock record --upstream db:3306               # recordings/db-3306-<UTC time>.db
  $ mock record --upstream mysql://app@db:3306   # reads the server's variables too, as app (password: user:password@)
  $ mock record --upstream db:3306 --upstream-x db:33060 --x-port 33070
  $ mock record --upstream /run/mysqld/mysqld.sock -o recordings/shop.db --overwrite
  $ mock record --upstream-env DATABASE_URL --server-ssl-mode VERIFY_IDENTITY --server-ssl-ca ca.pem
  $ mock record --upstream db:3306 -o recordings/shop.db -- npm test
Without a command: let your program connect to the port printed on stdout, and end with Ctrl-C (or SIGTERM).`;

export function recordDefinition(run: (flags: RecordFlags, words: readonly string[]) => Promise<void>): Command {
  const command = new Command('record')
    .summary('stand between clients and a real server, and write down what it says')
    .description(
      'Stands between clients and a real MySQL or MariaDB server and writes down everything the server says,\n' +
        'until the command behind -- has ended, or SIGINT or SIGTERM. Passwords are passed on and never written.',
    );
  addCommandArgument(command);
  addUpstreamOptions(command, 'the real server: host:port, mysql://…, a socket path (default: a sample server)')
    .option('-o, --output <file>', 'the recording (default: recordings/<host>-<port>-<UTC time>.db)')
    .addOption(new Option('--append', 'continue the recording where it exists').conflicts('overwrite'))
    .option('--overwrite', 'replace the recording where it exists')
    .addOption(
      new Option('--redact <file>', 'mask values by these rules before they are written, see mock redact').conflicts(
        'append',
      ),
    )
    .option('--key-file <file>', 'the key of pseudonyms. Also from MOCK_REDACT_KEY')
    .option('--scope <name>', 'the scope of what is recorded; with --append it replaces what was recorded of it')
    .option('--identity <file>', 'what does not count in statements: a list "identity" in JSON, YAML or a module')
    .addOption(
      new Option(
        '--on-record-failure <what>',
        'where the recording cannot be written any more: stop, passthrough (go on without)',
      )
        .default('stop')
        .argParser(parseOneOf(['stop', 'passthrough'] as const)),
    )
    .option('--allow-anyone', 'listen on a public address')
    .option(
      '--no-check',
      'do not look at the recording at the end: play it against itself (mock check), look for secrets',
    );
  addLogOptions(addTraceOption(addHttpOptions(addXOptions(addServingOptions(command))))).addHelpText('after', EXAMPLES);
  return command.action((words: string[], flags: RecordFlags) => run(flagsForCommand(flags, words, command), words));
}
