// `mock export` and `mock import` as they are typed.

import type { Command } from 'commander';
import { ERROR_OPTIONS } from './common.ts';
import { commandOf, type FlagsOf, flag, text } from './row.ts';

const EXPORT_OPTIONS = {
  script: flag('--script', 'as a trace', { isMandatory: true }),
  output: text('-o, --output <file>', 'the trace (default: stdout)'),
  ...ERROR_OPTIONS,
};

export type ExportFlags = FlagsOf<typeof EXPORT_OPTIONS>;

export function exportDefinition(run: (file: string, flags: ExportFlags) => Promise<void>): Command {
  return commandOf({
    name: 'export',
    summary: 'turn a recording into a script',
    description:
      'Turns a recording into a trace, which mock script answers from: its statements with their answers, in order.\n' +
      'Statements whose answer a trace cannot say (LOCAL INFILE, one that was cut off) are left out and counted.',
    arguments: { '<file>': 'the recording' },
    options: EXPORT_OPTIONS,
    examples: '\nExamples:\n  $ mock export recordings/shop.db --script -o shop.json',
  }).action((file: string, flags: ExportFlags) => run(file, flags));
}

const IMPORT_OPTIONS = {
  output: text('-o, --output <file>', "the recording (default: the trace's name with .db)"),
  overwrite: flag('--overwrite', 'replace the recording where it exists'),
  ...ERROR_OPTIONS,
};

export type ImportFlags = FlagsOf<typeof IMPORT_OPTIONS>;

export function importDefinition(run: (file: string, flags: ImportFlags) => Promise<void>): Command {
  return commandOf({
    name: 'import',
    summary: 'turn a trace into a recording',
    description:
      'Turns a trace into a recording of its statements, asked as text in their order. An entry without `stmt` stands\n' +
      'for more than one statement: it is left out and counted.',
    arguments: { '<file>': 'the trace' },
    options: IMPORT_OPTIONS,
    examples: '\nExamples:\n  $ mock import shop.json -o recordings/shop.db',
  }).action((file: string, flags: ImportFlags) => run(file, flags));
}
