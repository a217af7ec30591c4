// `mock export` and `mock import` as they are typed.

import { Command, Option } from 'commander';
import { addErrorOptions, type LogFlags } from './common.ts';

export interface ExportFlags extends LogFlags {
  readonly script: true;
  readonly output?: string;
}

export interface ImportFlags extends LogFlags {
  readonly output?: string;
  readonly overwrite?: true;
}

export function exportDefinition(run: (file: string, flags: ExportFlags) => Promise<void>): Command {
  const command = new Command('export')
    .summary('turn a recording into a script')
    .description(
      'Turns a recording into a trace, which mock script answers from: its statements with their answers, in order.\n' +
        'Statements whose answer a trace cannot say (LOCAL INFILE, one that was cut off) are left out and counted.',
    )
    .argument('<file>', 'the recording')
    .addOption(new Option('--script', 'as a trace').makeOptionMandatory())
    .option('-o, --output <file>', 'the trace (default: stdout)');
  addErrorOptions(command).addHelpText(
    'after',
    '\nExamples:\n  $ mock export recordings/shop.db --script -o shop.json',
  );
  return command.action((file: string, flags: ExportFlags) => run(file, flags));
}

export function importDefinition(run: (file: string, flags: ImportFlags) => Promise<void>): Command {
  const command = new Command('import')
    .summary('turn a trace into a recording')
    .description(
      'Turns a trace into a recording of its statements, asked as text in their order. An entry without `stmt` stands\n' +
        'for more than one statement: it is left out and counted.',
    )
    .argument('<file>', 'the trace')
    .option('-o, --output <file>', "the recording (default: the trace's name with .db)")
    .option('--overwrite', 'replace the recording where it exists');
  addErrorOptions(command).addHelpText('after', '\nExamples:\n  $ mock import shop.json -o recordings/shop.db');
  return command.action((file: string, flags: ImportFlags) => run(file, flags));
}
