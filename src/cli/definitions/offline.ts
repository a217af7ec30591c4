// Commands that compare, count and rewrite recordings, as they are typed.

import { Command, Option } from 'commander';
import { parseCount, parseOneOf } from '../values.ts';
import { addErrorOptions, addReportOptions, type LogFlags, type ReportFlags } from './common.ts';

export type DiffFlags = LogFlags & ReportFlags;

export interface OutputFlags extends LogFlags {
  readonly output: string;
  readonly overwrite?: true;
}

export interface MergeFlags extends OutputFlags {
  readonly identity?: string;
}

export interface PruneFlags extends OutputFlags {
  readonly unusedBy: string;
}

export const STATS_FORMATS = ['table', 'json', 'markdown', 'sarif'] as const;

export interface StatsFlags extends LogFlags {
  readonly format: (typeof STATS_FORMATS)[number];
  readonly maxQueries?: number;
  readonly maxMs?: number;
  readonly failOnFindings?: true;
}

const DIFF_EXAMPLES = `
Examples:
  $ mock diff before.db after.db
  $ mock diff HEAD~1:recordings/shop.db recordings/shop.db   # what the last commit had; any revision of git
  $ mock diff before.db after.db --report diff.html
  $ mock diff recordings/shop.db new.db --json | jq -r 'select(.kind == "gone").from.statement'
What was asked in the same order is compared one by one, the rest the n-th time with the n-th time. The exit code is 5
where something differs.`;

export function diffDefinition(run: (a: string, b: string, flags: DiffFlags) => Promise<void>): Command {
  const command = new Command('diff')
    .summary('compare two recordings')
    .description(
      'Compares two recordings: exchanges that are added, gone, moved or answered otherwise, down to the cell.',
    )
    .argument('<a>', 'the recording from before')
    .argument('<b>', 'the one from after')
    .option('--json', 'print one JSON object per difference');
  addErrorOptions(addReportOptions(command, 'write what differs')).addHelpText('after', DIFF_EXAMPLES);
  return command.action((a: string, b: string, flags: DiffFlags) => run(a, b, flags));
}

const STATS_EXAMPLES = `
Examples:
  $ mock stats recordings/shop.db
  $ mock stats recordings/shop.db --format markdown >> "$GITHUB_STEP_SUMMARY"
  $ mock stats recordings/shop.db --max-queries 50         # exit code 5 where a scope asks more
  $ mock stats recordings/shop.db --format sarif > stats.sarif
What is looked for: the same statement again and again with other values (n+1) or with the same ones (duplicate), reads
without LIMIT that returned many rows, and values in the text of statements that should be parameters.`;

export function statsDefinition(run: (file: string, flags: StatsFlags) => Promise<void>): Command {
  const command = new Command('stats')
    .summary('count statements, and find those that look like mistakes')
    .description("Counts a recording's statements by digest, per scope, and names those that look like mistakes.")
    .argument('<file>', 'the recording')
    .addOption(
      new Option('--format <format>', STATS_FORMATS.join(', ')).default('table').argParser(parseOneOf(STATS_FORMATS)),
    )
    .addOption(new Option('--json', 'the same as --format json').implies({ format: 'json' }))
    .addOption(new Option('--max-queries <number>', 'budget: statements per scope').argParser(parseCount))
    .addOption(new Option('--max-ms <number>', 'budget: milliseconds in statements per scope').argParser(parseCount))
    .option('--fail-on-findings', 'exit with 5 where something is found, not only where a budget is exceeded');
  addErrorOptions(command).addHelpText('after', STATS_EXAMPLES);
  return command.action((file: string, flags: StatsFlags) => run(file, flags));
}

function addOutputOptions(command: Command): Command {
  return command
    .requiredOption('-o, --output <file>', 'the recording to write')
    .option('--overwrite', 'replace it where it exists');
}

const MERGE_EXAMPLES = `
Examples:
  $ mock merge recordings/a.db recordings/b.db -o recordings/all.db
  $ mock merge recordings/old.db -o recordings/new.db        # brings one of an older mock up to date
  $ mock merge recordings/a.db -o recordings/a.db --overwrite --identity mock.identity.yaml`;

export function mergeDefinition(run: (files: readonly string[], flags: MergeFlags) => Promise<void>): Command {
  const command = new Command('merge')
    .summary('make one recording of several')
    .description('Makes one recording of several: the sessions of each behind those of the one before.')
    .argument('<files...>', 'the recordings')
    .option('--identity <file>', 'what does not count in statements: a list "identity" in JSON, YAML or a module');
  addErrorOptions(addOutputOptions(command)).addHelpText('after', MERGE_EXAMPLES);
  return command.action((files: string[], flags: MergeFlags) => run(files, flags));
}

const PRUNE_EXAMPLES = `
Examples:
  $ mock replay recordings/shop.db --report report.json -- npm test
  $ mock prune recordings/shop.db --unused-by report.json -o recordings/shop.db --overwrite`;

export function pruneDefinition(run: (file: string, flags: PruneFlags) => Promise<void>): Command {
  const command = new Command('prune')
    .summary('drop what was never asked for')
    .description("Copies a recording without the exchanges that a replay's report lists as unused.")
    .argument('<file>', 'the recording')
    .requiredOption('--unused-by <report>', "a replay's report, JSON");
  addErrorOptions(addOutputOptions(command)).addHelpText('after', PRUNE_EXAMPLES);
  return command.action((file: string, flags: PruneFlags) => run(file, flags));
}
