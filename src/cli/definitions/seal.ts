// `mock seal` as it is typed.

import { Command } from 'commander';
import { addErrorOptions, type LogFlags } from './common.ts';

export interface SealFlags extends LogFlags {
  readonly verify?: true;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  $ mock seal recordings/shop.db             # finishes what a killed recorder left, and gives it its digests
  $ mock seal recordings/shop.db --verify    # reads all of it: is it what was recorded?
Exit code 6 where a recording is damaged. A digest finds damage and careless edits; whoever can write the file can also
write another digest: keep the one that is printed elsewhere (in git, with a checksum) where that matters.`;

export function sealDefinition(run: (file: string, flags: SealFlags) => Promise<void>): Command {
  const command = new Command('seal')
    .summary('finish a recording, or verify that it is what was recorded')
    .description(
      'Finishes a recording that its recorder did not, gives one of an older mock its digests, and prints the digest of\n' +
        'its content. With --verify nothing is written: every exchange, session and response is compared with its digest.',
    )
    .argument('<file>', 'the recording')
    .option('--verify', 'read all of it and compare, write nothing')
    .option('--json', 'print the result as one JSON object');
  addErrorOptions(command).addHelpText('after', EXAMPLES);
  return command.action((file: string, flags: SealFlags) => run(file, flags));
}
