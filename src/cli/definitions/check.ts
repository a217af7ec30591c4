// `mock check` and `mock match` as they are typed.

import type { Command } from 'commander';
import { ERROR_OPTIONS, jsonOption } from './common.ts';
import { commandOf, type FlagsOf, flag, list, text } from './row.ts';

const CHECK_OPTIONS = {
  json: jsonOption('the result as one JSON object'),
  ...ERROR_OPTIONS,
};

export type CheckFlags = FlagsOf<typeof CHECK_OPTIONS>;

const CHECK_EXAMPLES = `
Examples:
  $ mock check recordings/shop.db
  $ mock check recordings/shop.db --json | jq .differences
Exit code 5 where an answer does not come out as it was recorded. What cannot be played is counted: gaps, requests that
held a secret, files of LOCAL INFILE. mock record does the same at its end, for 10 seconds at the most.`;

export function checkDefinition(run: (file: string, flags: CheckFlags) => Promise<void>): Command {
  return commandOf({
    name: 'check',
    summary: "see whether a recording's answers come out as recorded",
    description:
      'Plays each recorded client stream against our own replay of the recording and compares what the server said,\n' +
      'byte for byte but for the ids of prepared statements.',
    arguments: { '<file>': 'the recording' },
    options: CHECK_OPTIONS,
    examples: CHECK_EXAMPLES,
  }).action((file: string, flags: CheckFlags) => run(file, flags));
}

const MATCH_OPTIONS = {
  database: text('--database <name>', 'the current database (default: any that the recording has for it)'),
  scope: text('--scope <name>', 'the scope', { default: '' }),
  prepared: flag('--prepared', 'a prepared statement also without parameters'),
  after: list('--after <sql>', 'a statement that was asked before on the connection'),
  json: jsonOption('the answer as one JSON object'),
  ...ERROR_OPTIONS,
};

export type MatchFlags = FlagsOf<typeof MATCH_OPTIONS>;

const MATCH_EXAMPLES = `
Examples:
  $ mock match recordings/shop.db "SELECT name FROM products WHERE id = 7"
  $ mock match recordings/shop.db "SELECT name FROM products WHERE id = ?" 7
  $ mock match recordings/shop.db "SELECT * FROM t WHERE a = ? AND b = ?" "'7'" null --database shop
  $ mock match recordings/shop.db "SELECT n FROM t" --after "UPDATE t SET n = 3" --after "DELETE FROM u"
A parameter is a number, null, or a text, in quotes where it looks like a number. Exit code 5 where nothing answers: the
reason, the nearest recorded statement and the first difference are printed then. With --after all are asked of a replay, as text,
on one connection: the one answer that a program would get, and of a miss the write that makes the difference.`;

export function matchDefinition(
  run: (file: string, sql: string, parameters: readonly string[], flags: MatchFlags) => Promise<void>,
): Command {
  return commandOf({
    name: 'match',
    summary: 'say which recorded exchange answers a statement, and why',
    description:
      'Says which recorded exchanges answer a statement, in which state of the session, or why none does: what\n' +
      'mock replay --explain says, without a replay.',
    arguments: {
      '<file>': 'the recording',
      '<sql>': 'the statement',
      '[parameters...]': 'of a prepared statement',
    },
    options: MATCH_OPTIONS,
    examples: MATCH_EXAMPLES,
  }).action((file: string, sql: string, parameters: string[], flags: MatchFlags) => run(file, sql, parameters, flags));
}
