// Commands that compare, count and rewrite recordings, as they are typed.

import type { Command } from 'commander';
import { parseCount } from '../values.ts';
import { ERROR_OPTIONS, IDENTITY_OPTION, jsonOption, RULES_OPTION, reportOptions } from './common.ts';
import { choice, commandOf, type FlagsOf, flag, parsed, text } from './row.ts';

const DIFF_OPTIONS = {
  showFresh: flag(
    '--show-fresh',
    "also tell values that are new at every run or under rules, and information_schema's clock",
  ),
  rules: RULES_OPTION,
  json: jsonOption('one JSON object per difference'),
  ...reportOptions('write what differs'),
  ...ERROR_OPTIONS,
};

export type DiffFlags = FlagsOf<typeof DIFF_OPTIONS>;

const DIFF_EXAMPLES = `
Examples:
  $ mock diff before.db after.db
  $ mock diff HEAD~1:recordings/shop.db recordings/shop.db   # what the last commit had; any revision of git
  $ mock diff before.db after.db --report diff.html
  $ mock diff recordings/shop.db new.db --json | jq -r 'select(.kind == "gone").from.statement'
What was asked in the same order is compared one by one, the rest the n-th time with the n-th time. Values that are new at
every run (the clock, UUIDs, tokens), those under --rules and information_schema's clock are no differences, but with
--show-fresh. The exit code is 5 where something differs.`;

export function diffDefinition(run: (a: string, b: string, flags: DiffFlags) => Promise<void>): Command {
  return commandOf({
    name: 'diff',
    summary: 'compare two recordings',
    description:
      'Compares two recordings: exchanges that are added, gone, moved or answered otherwise, down to the cell.',
    arguments: { '<a>': 'the recording from before', '<b>': 'the one from after' },
    options: DIFF_OPTIONS,
    examples: DIFF_EXAMPLES,
  }).action((a: string, b: string, flags: DiffFlags) => run(a, b, flags));
}

const STATS_FORMATS = ['table', 'json', 'markdown', 'sarif'] as const;

const STATS_OPTIONS = {
  format: choice('--format <format>', STATS_FORMATS.join(', '), STATS_FORMATS, { default: 'table' }),
  json: flag('--json', 'the same as --format json', { implies: { format: 'json' } }),
  maxQueries: parsed('--max-queries <number>', 'budget: statements per scope', parseCount),
  maxMs: parsed('--max-ms <number>', 'budget: milliseconds in statements per scope', parseCount),
  failOnFindings: flag(
    '--fail-on-findings',
    'exit with 5 where something is found, not only where a budget is exceeded',
  ),
  ...ERROR_OPTIONS,
};

export type StatsFlags = FlagsOf<typeof STATS_OPTIONS>;

const STATS_EXAMPLES = `
Examples:
  $ mock stats recordings/shop.db
  $ mock stats recordings/shop.db --format markdown >> "$GITHUB_STEP_SUMMARY"
  $ mock stats recordings/shop.db --max-queries 50         # exit code 5 where a scope asks more
  $ mock stats recordings/shop.db --format sarif > stats.sarif
What is looked for: the same statement again and again with other values (n+1) or with the same ones (duplicate), reads
without LIMIT that returned many rows, and values in the text of statements that should be parameters.`;

export function statsDefinition(run: (file: string, flags: StatsFlags) => Promise<void>): Command {
  return commandOf({
    name: 'stats',
    summary: 'count statements, and find those that look like mistakes',
    description: "Counts a recording's statements by digest, per scope, and names those that look like mistakes.",
    arguments: { '<file>': 'the recording' },
    options: STATS_OPTIONS,
    examples: STATS_EXAMPLES,
  }).action((file: string, flags: StatsFlags) => run(file, flags));
}

const OUTPUT_OPTIONS = {
  output: text('-o, --output <file>', 'the recording to write', { isMandatory: true }),
  overwrite: flag('--overwrite', 'replace it where it exists'),
};

const MERGE_OPTIONS = { identity: IDENTITY_OPTION, ...OUTPUT_OPTIONS, ...ERROR_OPTIONS };

export type MergeFlags = FlagsOf<typeof MERGE_OPTIONS>;

const MERGE_EXAMPLES = `
Examples:
  $ mock merge recordings/a.db recordings/b.db -o recordings/all.db
  $ mock merge recordings/old.db -o recordings/new.db        # brings one of an older mock up to date
  $ mock merge recordings/a.db -o recordings/a.db --overwrite --identity mock.identity.yaml`;

export function mergeDefinition(run: (files: readonly string[], flags: MergeFlags) => Promise<void>): Command {
  return commandOf({
    name: 'merge',
    summary: 'make one recording of several',
    description: 'Makes one recording of several: the sessions of each behind those of the one before.',
    arguments: { '<files...>': 'the recordings' },
    options: MERGE_OPTIONS,
    examples: MERGE_EXAMPLES,
  }).action((files: string[], flags: MergeFlags) => run(files, flags));
}

const PRUNE_OPTIONS = {
  unusedBy: text('--unused-by <report>', "a replay's report, JSON", { isMandatory: true }),
  ...OUTPUT_OPTIONS,
  ...ERROR_OPTIONS,
};

export type PruneFlags = FlagsOf<typeof PRUNE_OPTIONS>;

const PRUNE_EXAMPLES = `
Examples:
  $ mock replay recordings/shop.db --report report.json -- npm test
  $ mock prune recordings/shop.db --unused-by report.json -o recordings/shop.db --overwrite`;

export function pruneDefinition(run: (file: string, flags: PruneFlags) => Promise<void>): Command {
  return commandOf({
    name: 'prune',
    summary: 'drop what was never asked for',
    description: "Copies a recording without the exchanges that a replay's report lists as unused.",
    arguments: { '<file>': 'the recording' },
    options: PRUNE_OPTIONS,
    examples: PRUNE_EXAMPLES,
  }).action((file: string, flags: PruneFlags) => run(file, flags));
}
