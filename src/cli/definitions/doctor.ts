// `mock doctor` as it is typed.

import type { Command } from 'commander';
import { ERROR_OPTIONS } from './common.ts';
import { commandOf, type FlagsOf } from './row.ts';
import { type AccountOfFiles, addressOptions, SERVER_SSL_OPTIONS } from './upstream.ts';

const DOCTOR_OPTIONS = {
  ...addressOptions('a server to look at: host:port, mysql://…, a socket path'),
  ...SERVER_SSL_OPTIONS,
  ...ERROR_OPTIONS,
};

export type DoctorFlags = FlagsOf<typeof DOCTOR_OPTIONS> & AccountOfFiles;

const EXAMPLES = `
Examples:
  $ mock doctor
  $ mock doctor --upstream mysql://app:secret@db:3306
Each line is ok, or says what to do. Exit code 1 where something has to be done.`;

export function doctorDefinition(run: (flags: DoctorFlags) => Promise<void>): Command {
  return commandOf({
    name: 'doctor',
    summary: 'see whether everything is there that mock needs',
    description:
      'Looks at Node, the native module, the folder for certificates and git, and at a server where one is named: whether\n' +
      'it can be reached, its version, TLS, and what the account may do.',
    options: DOCTOR_OPTIONS,
    examples: EXAMPLES,
  }).action((flags: DoctorFlags) => run(flags));
}
