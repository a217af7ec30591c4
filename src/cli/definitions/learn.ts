// `mock learn` as it is typed.

import type { Command } from 'commander';
import { ERROR_OPTIONS, jsonOption } from './common.ts';
import { commandOf, type FlagsOf, text } from './row.ts';

const LEARN_OPTIONS = {
  rules: text('--rules <file>', 'rules that there are already: a list "volatile" in JSON, YAML or a module', {
    ruleList: 'volatile',
  }),
  output: text('-o, --output <file>', 'write the proposed rules there; an existing file is never replaced'),
  json: jsonOption('the result as one JSON object'),
  ...ERROR_OPTIONS,
};

export type LearnFlags = FlagsOf<typeof LEARN_OPTIONS>;

const EXAMPLES = `
Examples:
  $ mock record --upstream db:3306 -o a.db -- npm test
  $ mock record --upstream db:3306 -o b.db -- npm test
  $ mock learn a.db b.db
  $ mock learn a.db b.db -o rules.yaml && mock replay a.db --rules rules.yaml -- npm test
Exit code 5 where statements of the second run stay without an answer. With values that are carried by default no rule is
needed: docs/fresh-values.md.`;

export function learnDefinition(run: (a: string, b: string, flags: LearnFlags) => Promise<void>): Command {
  return commandOf({
    name: 'learn',
    summary: 'find out, from two recordings of one run, what differs and which rules answer it',
    description:
      'Asks a replay of the first recording what the second one asked, explains what it cannot answer (the clock, an\n' +
      'identity, a number, another order, a new statement) and proposes rules with the evidence for each.',
    arguments: {
      '<a>': 'the recording that is to be replayed',
      '<b>': 'a recording of the same program, run again',
    },
    options: LEARN_OPTIONS,
    examples: EXAMPLES,
  }).action((a: string, b: string, flags: LearnFlags) => run(a, b, flags));
}
