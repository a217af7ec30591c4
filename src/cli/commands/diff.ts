// `mock diff`: what two recordings differ in, as lines or as JSON.

import { MockError } from '../../core/errors.ts';
import type { StatementSide } from '../../identity/bound-values.ts';
import { ownRulesText, rulesOf } from '../../identity/recorded-rules.ts';
import { loadVolatile } from '../../serve/load-volatile.ts';
import { openRecording, type RecordingFileReader } from '../../store/reading/reader.ts';
import { compareRecordings, type Difference, type Side } from '../../tools/diff/compare-recordings.ts';
import { statementDiff } from '../../tools/diff/word-diff.ts';
import { type NamedRecording, recordingAt } from '../../tools/text/at-revision.ts';
import { changeLines } from '../change-lines.ts';
import { pc } from '../colours.ts';
import type { DiffFlags } from '../definitions/offline.ts';
import { diffMarks } from '../diff-marks.ts';
import { ExitCode } from '../exit-codes.ts';
import { plural } from '../format.ts';
import { print, printJson } from '../inspect/output.ts';
import { checkReportFiles, writeReports } from '../report/write-reports.ts';

/** Returns the exit code: 5 where they differ. */
export async function runDiff(fileA: string, fileB: string, flags: DiffFlags): Promise<number> {
  const { json } = flags;
  checkReportFiles(flags.report);
  const sides: NamedRecording[] = [];
  const readers: RecordingFileReader[] = [];
  try {
    for (const file of [fileA, fileB]) sides.push(recordingAt(file));
    for (const { path } of sides) readers.push(openRecording(path));
    const [a, b] = readers;
    if (a === undefined || b === undefined) return ExitCode.FAILED;
    checkRules(a, b);
    let leftOut = 0;
    const differences = compareRecordings(a, b, {
      rules: flags.rules === undefined ? [] : await loadVolatile(flags.rules),
      isFreshShown: flags.showFresh === true,
      onLeftOut: (exchanges) => {
        leftOut = exchanges;
      },
    });
    if (flags.report.length > 0) await writeReport(a.path, fileA, fileB, differences, flags);
    for (const difference of differences) {
      if (json) await printJson(difference);
      else await print(differenceLines(difference).join('\n'));
    }
    if (!json) await print(summaryOf(differences, leftOut));
    return differences.length === 0 ? ExitCode.FINE : ExitCode.DIFFERS;
  } finally {
    for (const reader of readers) reader.close();
    for (const side of sides) side.remove();
  }
}

/** @param shown path of the first recording, which may come from git */
async function writeReport(
  shown: string,
  a: string,
  b: string,
  differences: Difference[],
  flags: DiffFlags,
): Promise<void> {
  const { diffForms } = await import('../report/diff-forms.ts');
  const { changesPage, diffChanges } = await import('../report/html.ts');
  const page = () => changesPage(shown, diffChanges(differences), flags);
  writeReports(flags.report, { a, b, differences }, { ...diffForms, '.html': page });
}

/** By which statements are the same one in both. */
function checkRules(a: RecordingFileReader, b: RecordingFileReader): void {
  for (const reader of [a, b]) rulesOf(reader);
  if (ownRulesText(a) === ownRulesText(b)) return;
  const what = `${a.path} and ${b.path} have different rules of identity`;
  throw new MockError('USAGE', `${what}: give one of them those of the other by mock merge --identity`);
}

function summaryOf(differences: readonly Difference[], leftOut: number): string {
  const fresh = `${plural(leftOut, 'exchange')} with other values that are new at every run`;
  const rest = leftOut === 0 ? '' : `; ${fresh} left out (--show-fresh)`;
  if (differences.length === 0) return `the recordings do not differ${rest}`;
  const kinds = ['changed', 'asked', 'added', 'gone', 'moved'] as const;
  const names = { asked: 'asked otherwise', changed: 'changed', added: 'added', gone: 'gone', moved: 'moved' };
  const counts = kinds.flatMap((kind) => {
    const count = differences.filter((each) => each.kind === kind).length;
    return count === 0 ? [] : [`${count} ${names[kind]}`];
  });
  return `${plural(differences.length, 'difference')}: ${counts.join(', ')}${rest}`;
}

function differenceLines(difference: Difference): string[] {
  switch (difference.kind) {
    case 'added':
      return [pc.green(`+ ${heading(difference.to)}`)];
    case 'gone':
      return [pc.red(`- ${heading(difference.from)}`)];
    case 'moved':
      return [
        pc.cyan(`> ${heading(difference.to)}`),
        `    moved: ${difference.from.exchange} → ${difference.to.exchange}`,
      ];
    case 'asked': {
      const { from, to } = difference;
      const where = `${from.exchange} → ${to.exchange}`;
      const { text, bound } = statementDiff(sideText(from), sideText(to), diffMarks);
      const values = bound === null ? [] : [`    with ${bound}`];
      return [`${pc.yellow('~')} exchange ${where}: ${text}`, ...values];
    }
    case 'changed':
      return [
        pc.yellow(`~ ${heading(difference.to)}`),
        ...changeLines(difference.changes).map((line) => `    ${line}`),
      ];
  }
}

function heading(side: Side): string {
  const bound = side.parameters === null ? '' : `  ${side.parameters}`;
  const scope = side.scope === '' ? '' : ` (${side.scope})`;
  return `exchange ${side.exchange}${scope}: ${statementOf(side)}${bound}`;
}

function sideText(side: Side): StatementSide {
  return { sql: statementOf(side), parameters: side.parameters };
}

function statementOf({ statement, command }: Side): string {
  return statement === null ? command : statement.replace(/\s+/g, ' ').trim();
}
