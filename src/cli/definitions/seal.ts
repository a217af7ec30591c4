// `mock seal` as it is typed.

import type { Command } from 'commander';
import { ERROR_OPTIONS, jsonOption } from './common.ts';
import { commandOf, type FlagsOf, flag } from './row.ts';

const SEAL_OPTIONS = {
  verify: flag('--verify', 'read all of it and compare, write nothing'),
  json: jsonOption('the result as one JSON object'),
  ...ERROR_OPTIONS,
};

export type SealFlags = FlagsOf<typeof SEAL_OPTIONS>;

const EXAMPLES = `
Examples:
  $ mock seal recordings/shop.db             # finishes what a killed recorder left, and gives it its digests
  $ mock seal recordings/shop.db --verify    # reads all of it: is it what was recorded?
Exit code 6 where a recording is damaged. A digest finds damage and careless edits; whoever can write the file can also
write another digest: keep the one that is printed elsewhere (in git, with a checksum) where that matters.`;

export function sealDefinition(run: (file: string, flags: SealFlags) => Promise<void>): Command {
  return commandOf({
    name: 'seal',
    summary: 'finish a recording, or verify that it is what was recorded',
    description:
      'Finishes a recording that its recorder did not, gives one of an older mock its digests and its versions of data, and\n' +
      'prints the digest of its content. With --verify nothing is written: every exchange, session and response is compared.',
    arguments: { '<file>': 'the recording' },
    options: SEAL_OPTIONS,
    examples: EXAMPLES,
  }).action((file: string, flags: SealFlags) => run(file, flags));
}
