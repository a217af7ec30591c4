// `mock dump`, `mock load`, `mock init` and git's merge driver as they are typed.

import { Command } from 'commander';
import { addErrorOptions, type LogFlags } from './common.ts';

export interface DumpFlags extends LogFlags {
  readonly output?: string;
}

export interface LoadFlags extends LogFlags {
  readonly output: string;
  readonly overwrite?: true;
}

export interface InitFlags extends LogFlags {
  readonly write?: true;
  readonly pattern: string;
}

const DUMP_EXAMPLES = `
Examples:
  $ mock dump recordings/shop.db                           # to read it
  $ mock dump recordings/shop.db -o shop.mock              # to edit it: mock load makes a recording of it
  $ mock dump recordings/shop.db | grep -A9 'FROM orders'
The same traffic gives the same text: it holds no times and no connection ids, and sessions that worked at the same time
stand in an order of their own. docs/text.md describes it.`;

export function dumpDefinition(run: (file: string, flags: DumpFlags) => Promise<void>): Command {
  const command = new Command('dump')
    .summary('write a recording as text')
    .description('Writes a recording as canonical, lossless text, for review and for git diff (see mock init).')
    .argument('<file>', 'the recording')
    .option('-o, --output <file>', 'write it here instead of stdout');
  addErrorOptions(command).addHelpText('after', DUMP_EXAMPLES);
  return command.action((file: string, flags: DumpFlags) => run(file, flags));
}

const LOAD_EXAMPLES = `
Examples:
  $ mock load shop.mock -o recordings/shop.db
  $ mock dump a.db | sed s/Lamp/Torch/ | mock load - -o b.db
A text that makes no sense is refused with line and column, and nothing is written.`;

export function loadDefinition(run: (file: string, flags: LoadFlags) => Promise<void>): Command {
  const command = new Command('load')
    .summary('make a recording of a text')
    .description('Makes a recording of a text that mock dump wrote, edited or not.')
    .argument('<text>', 'the text; - reads stdin')
    .requiredOption('-o, --output <file>', 'the recording')
    .option('--overwrite', 'replace the recording where it exists');
  addErrorOptions(command).addHelpText('after', LOAD_EXAMPLES);
  return command.action((file: string, flags: LoadFlags) => run(file, flags));
}

const INIT_EXAMPLES = `
Examples:
  $ mock init                          # what to do
  $ mock init --write                  # do it: .gitattributes, .git/config of this clone, a mock.config.json
From then on git diff shows recordings as text, and git merge merges what two branches recorded. Every clone needs its
own configuration: git takes no commands from a repository. As a dependency of a project git starts it by npx.`;

export function initDefinition(run: (flags: InitFlags) => Promise<void>): Command {
  const command = new Command('init')
    .summary('a first configuration and test; let git show and merge recordings as text')
    .description(
      "Prints, or writes, what git needs to show recordings as text and to merge them: a line of .gitattributes\nand settings of the clone's configuration.",
    )
    .option('--write', 'write them instead of printing them')
    .option('--pattern <pattern>', 'which files are recordings', 'recordings/*.db');
  addErrorOptions(command).addHelpText('after', INIT_EXAMPLES);
  return command.action((flags: InitFlags) => run(flags));
}

/** Called by git alone. */
export function mergeDriverDefinition(run: (base: string, ours: string, theirs: string) => Promise<void>): Command {
  return new Command('merge-driver')
    .description("git's merge driver for recordings: leaves the merged one in the place of ours (see mock init)")
    .argument('<base>')
    .argument('<ours>')
    .argument('<theirs>')
    .action((base: string, ours: string, theirs: string) => run(base, ours, theirs));
}
