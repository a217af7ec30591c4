// `mock verify` as it is typed.

import { Command } from 'commander';
import { addErrorOptions, addReportOptions, type LogFlags, type ReportFlags } from './common.ts';
import { addServerSslOptions, addUpstreamAddress, type ServerSslFlags, type UpstreamAddress } from './upstream.ts';

export interface VerifyFlags extends LogFlags, UpstreamAddress, ServerSslFlags, ReportFlags {
  readonly user?: string;
  readonly passwordFile?: string;
  readonly allowWrites?: true;
}

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
Exit code 5 where an answer or a table is another one now.`;

export function verifyDefinition(run: (file: string, flags: VerifyFlags) => Promise<void>): Command {
  const command = new Command('verify')
    .summary('ask the live server again, and tell what has changed')
    .description(
      'Asks a live server what the clients of a recording asked, and tells by row and column where its answers are others\n' +
        'than the recorded ones. The server stays as it is.',
    )
    .argument('<file>', 'the recording');
  addServerSslOptions(addUpstreamAddress(command, 'the live server: host:port, mysql://…, a socket path'))
    .option('--user <name>', "who logs in (default: the user in --upstream, else each session's recorded one)")
    .option('--password-file <file>', 'the password (default: the one in --upstream, MYSQL_PWD, or an option file)')
    .option('--allow-writes', 'send everything as it was recorded, and let it stay')
    .option('--json', 'print the result as one JSON object');
  addErrorOptions(addReportOptions(command, 'write what differs')).addHelpText('after', EXAMPLES);
  return command.action((file: string, flags: VerifyFlags) => run(file, flags));
}
