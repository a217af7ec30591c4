// `mock doctor` as it is typed.

import { Command } from 'commander';
import { addErrorOptions, type LogFlags } from './common.ts';
import { addServerSslOptions, addUpstreamAddress, type ServerSslFlags, type UpstreamAddress } from './upstream.ts';

export interface DoctorFlags extends LogFlags, UpstreamAddress, ServerSslFlags {}

const EXAMPLES = `
Examples:
  $ mock doctor
  $ mock doctor --upstream mysql://app:secret@db:3306
Each line is ok, or says what to do. Exit code 1 where something has to be done.`;

export function doctorDefinition(run: (flags: DoctorFlags) => Promise<void>): Command {
  const command = new Command('doctor')
    .summary('see whether everything is there that mock needs')
    .description(
      'Looks at Node, the native module, the folder for certificates and git, and at a server where one is named: whether\n' +
        'it can be reached, its version, TLS, and what the account may do.',
    );
  addServerSslOptions(addUpstreamAddress(command, 'a server to look at: host:port, mysql://…, a socket path'));
  addErrorOptions(command).addHelpText('after', EXAMPLES);
  return command.action((flags: DoctorFlags) => run(flags));
}
