// `mock dump`, `mock load`, `mock init` and git's merge driver as they are typed.

import { Command } from 'commander';
import { ERROR_OPTIONS, RULES_OPTION } from './common.ts';
import { commandOf, type FlagsOf, flag, text } from './row.ts';

const DUMP_OPTIONS = {
  output: text('-o, --output <file>', 'write it here instead of stdout'),
  review: flag('--review', 'with <uuid 1>, <token 2>, <time> for what is new at every run: for git diff', {
    isOnce: true,
  }),
  rules: RULES_OPTION,
  ...ERROR_OPTIONS,
};

export type DumpFlags = FlagsOf<typeof DUMP_OPTIONS>;

const DUMP_EXAMPLES = `
Examples:
  $ mock dump recordings/shop.db                           # to read it
  $ mock dump recordings/shop.db -o shop.mock              # to edit it: mock load makes a recording of it
  $ mock dump recordings/shop.db | grep -A9 'FROM orders'
The same traffic gives the same text: it holds no times and no connection ids, and sessions that worked at the same time
stand in an order of their own. docs/text.md describes it. With --review no recording can be made of it.`;

export function dumpDefinition(run: (file: string, flags: DumpFlags) => Promise<void>): Command {
  return commandOf({
    name: 'dump',
    summary: 'write a recording as text',
    description: 'Writes a recording as canonical, lossless text, for review and for git diff (see mock init).',
    arguments: { '<file>': 'the recording' },
    options: DUMP_OPTIONS,
    examples: DUMP_EXAMPLES,
  }).action((file: string, flags: DumpFlags) => run(file, flags));
}

const LOAD_OPTIONS = {
  output: text('-o, --output <file>', 'the recording', { isMandatory: true }),
  overwrite: flag('--overwrite', 'replace the recording where it exists'),
  ...ERROR_OPTIONS,
};

export type LoadFlags = FlagsOf<typeof LOAD_OPTIONS>;

const LOAD_EXAMPLES = `
Examples:
  $ mock load shop.mock -o recordings/shop.db
  $ mock dump a.db | sed s/Lamp/Torch/ | mock load - -o b.db
A text that makes no sense is refused with line and column, and nothing is written.`;

export function loadDefinition(run: (file: string, flags: LoadFlags) => Promise<void>): Command {
  return commandOf({
    name: 'load',
    summary: 'make a recording of a text',
    description: 'Makes a recording of a text that mock dump wrote, edited or not.',
    arguments: { '<text>': 'the text; - reads stdin' },
    options: LOAD_OPTIONS,
    examples: LOAD_EXAMPLES,
  }).action((file: string, flags: LoadFlags) => run(file, flags));
}

const INIT_OPTIONS = {
  write: flag('--write', 'write them instead of printing them', { isOnce: true }),
  pattern: text('--pattern <pattern>', 'which files are recordings', { default: 'recordings/*.db' }),
  ...ERROR_OPTIONS,
};

export type InitFlags = FlagsOf<typeof INIT_OPTIONS>;

const INIT_EXAMPLES = `
Examples:
  $ mock init                          # what to do
  $ mock init --write                  # do it: .gitattributes, .git/config of this clone, a mock.config.json
From then on git diff shows recordings as text, and git merge merges what two branches recorded. Every clone needs its
own configuration: git takes no commands from a repository. As a dependency of a project git starts it by npx.`;

export function initDefinition(run: (flags: InitFlags) => Promise<void>): Command {
  return commandOf({
    name: 'init',
    summary: 'a first configuration and test; let git show and merge recordings as text',
    description:
      'Prints, or writes, what git needs to show recordings as text and to merge them: a line of .gitattributes\n' +
      "and settings of the clone's configuration.",
    options: INIT_OPTIONS,
    examples: INIT_EXAMPLES,
  }).action((flags: InitFlags) => run(flags));
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
