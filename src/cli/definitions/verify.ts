// `mock verify` as it is typed.

import type { Command } from 'commander';
import { parsePercent } from '../values.ts';
import { ERROR_OPTIONS, jsonOption, reportOptions } from './common.ts';
import { commandOf, type FlagsOf, flag, parsed, text } from './row.ts';
import { type AccountOfFiles, addressOptions, SERVER_SSL_OPTIONS } from './upstream.ts';

const VERIFY_OPTIONS = {
  ...addressOptions('the live server: host:port, mysql://…, a socket path'),
  ...SERVER_SSL_OPTIONS,
  user: text('--user <name>', "who logs in (default: the user in --upstream, else each session's recorded one)"),
  passwordFile: text(
    '--password-file <file>',
    'the password (default: the one in --upstream, MYSQL_PWD, or an option file)',
  ),
  allowWrites: flag('--allow-writes', 'send everything as it was recorded, and let it stay'),
  minShare: parsed(
    '--min-share <percent>',
    'exit with 5 where less of what can be asked was compared; 0 allows any',
    parsePercent,
    { default: 50 },
  ),
  json: jsonOption('the result as one JSON object'),
  ...reportOptions('write what differs'),
  ...ERROR_OPTIONS,
};

export type VerifyFlags = FlagsOf<typeof VERIFY_OPTIONS> & AccountOfFiles;

const EXAMPLES = `
Examples:
  $ mock verify recordings/shop.db --upstream db:3306 --user app --password-file app.password
  $ mock verify recordings/shop.db --upstream mysql://app@db:3306 --report verify.md   # the password from MYSQL_PWD
  $ mock verify recordings/shop.db --upstream db:3306 --user app --allow-writes        # everything is done again, and stays
Reads are sent as they are, in the order of each session, under READ ONLY. What writes runs in a transaction per session that
is rolled back; AUTO_INCREMENT counters go on all the same. What commits by itself, changes the schema or accounts, or writes
to tables without transactions is not sent and listed with the reason; --allow-writes sends it, but for what is about the
server itself, such as KILL. Of statements whose values change by themselves (NOW(), UUID()) only columns are compared; rows
without ORDER BY may come in any order. What depends on changes of another session, or on what was not sent, is not
compared. Where the recording knows the tables (recorded with an account in --upstream) those that changed are told.
The first line says how much was compared. Exit code 5 where an answer or a table is another one now, or where less than
--min-share of it could be compared: that says nothing of the rest.`;

export function verifyDefinition(run: (file: string, flags: VerifyFlags) => Promise<void>): Command {
  return commandOf({
    name: 'verify',
    summary: 'ask the live server again, and tell what has changed',
    description:
      'Asks a live server what the clients of a recording asked, and tells by row and column where its answers are others\n' +
      'than the recorded ones. The server stays as it is.',
    arguments: { '<file>': 'the recording' },
    options: VERIFY_OPTIONS,
    examples: EXAMPLES,
  }).action((file: string, flags: VerifyFlags) => run(file, flags));
}
