// `mock record` as it is typed.

import type { Command } from 'commander';
import { parseCount } from '../values.ts';
import {
  COMMAND_ARGUMENT,
  COMMAND_OPTIONS,
  flagsForCommand,
  HTTP_OPTIONS,
  IDENTITY_OPTION,
  LOG_OPTIONS,
  SERVING_OPTIONS,
  TRACE_OPTIONS,
  X_OPTIONS,
} from './common.ts';
import { choice, commandOf, type FlagsOf, flag, inApi, negation, parsed, text } from './row.ts';
import { type AccountOfFiles, upstreamOptions } from './upstream.ts';

export const RECORD_OPTIONS = {
  ...COMMAND_OPTIONS,
  ...upstreamOptions('the real server: host:port, mysql://…, a socket path (default: a sample server)'),
  output: text('-o, --output <file>', 'the recording (default: recordings/<host>-<port>-<UTC time>.db)'),
  append: flag('--append', 'continue the recording where it exists', { conflicts: ['overwrite'] }),
  twice: flag('--twice', 'run the command once more, and tell what its second run asked otherwise (mock learn)', {
    conflicts: ['append'],
  }),
  rules: text(
    '--rules <file>',
    'with --twice: rules that there are already, a list "volatile" in JSON, YAML or a module',
    {
      ruleList: 'volatile',
    },
  ),
  overwrite: flag('--overwrite', 'replace the recording where it exists'),
  redact: text('--redact <file>', 'mask values by these rules before they are written, see mock redact', {
    conflicts: ['append'],
  }),
  keyFile: text('--key-file <file>', 'the key of pseudonyms. Also from MOCK_REDACT_KEY'),
  scope: inApi(
    'scope',
    text('--scope <name>', 'the scope of what is recorded; with --append it replaces what was recorded of it'),
  ),
  identity: inApi('identityFile', IDENTITY_OPTION),
  onRecordFailure: inApi(
    'onRecordFailure',
    choice(
      '--on-record-failure <what>',
      'where the recording cannot be written any more: stop, passthrough (go on without)',
      ['stop', 'passthrough'],
      { default: 'stop' },
    ),
  ),
  durable: inApi(
    'durable',
    flag('--durable', 'keep an answer on disk before its client has all of it (default: within a second)'),
  ),
  upstreamTimeout: inApi(
    'upstreamTimeoutMs',
    parsed('--upstream-timeout <ms>', 'how long the server may say nothing in answer (default: no limit)', parseCount),
  ),
  allowAnyone: inApi('allowAnyone', flag('--allow-anyone', 'listen on a public address')),
  check: negation(
    '--no-check',
    'do not look at the recording at the end: play it against itself (mock check), look for secrets',
  ),
  ...SERVING_OPTIONS,
  ...X_OPTIONS,
  ...HTTP_OPTIONS,
  ...TRACE_OPTIONS,
  ...LOG_OPTIONS,
};

export type RecordFlags = FlagsOf<typeof RECORD_OPTIONS> & AccountOfFiles;

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
  const command = commandOf({
    name: 'record',
    summary: 'stand between clients and a real server, and write down what it says',
    description:
      'Stands between clients and a real MySQL or MariaDB server and writes down everything the server says,\n' +
      'until the command behind -- has ended, or SIGINT or SIGTERM. Passwords are passed on and never written.',
    arguments: COMMAND_ARGUMENT,
    options: RECORD_OPTIONS,
    examples: EXAMPLES,
  });
  return command.action((words: string[], flags: RecordFlags) => run(flagsForCommand(flags, words, command), words));
}
