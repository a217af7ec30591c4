// Reports as a page: one file that opens by double click, at the first miss or difference.

import { pathToFileURL } from 'node:url';
import { type BoundedFile, boundedFile } from '../../page/bounded-file.ts';
import { type CollectOptions, collectPage } from '../../page/collect.ts';
import type { PageCell, PageChange, PageChanges } from '../../page/page-data.ts';
import { pageAssets } from '../../page/page-file.ts';
import type { ReplayReport } from '../../serve/replay-report.ts';
import { openRecording } from '../../store/reading/reader.ts';
import type { Difference, Side } from '../../tools/diff/compare-recordings.ts';
import type { Change } from '../../tools/diff/compare-results.ts';
import { PLAIN_MARKS, wordDiff } from '../../tools/diff/word-diff.ts';
import { changeLines } from '../change-lines.ts';
import type { ReportFlags } from '../definitions/common.ts';
import { plural } from '../format.ts';
import type { VerifyReport } from './verify-forms.ts';
import { coverageLine, tableLines, tooLittleLine } from './verify-lines.ts';

export type PageFlags = Pick<ReportFlags, 'values' | 'maxExchanges'>;

/** As the page marks what is gone and what came. */
const MARKS = { from: PLAIN_MARKS.gone, to: PLAIN_MARKS.added, name: String };

/** The form `.html` of a replay's report. @throws MockError where the page was not built: before anything is served */
export function replayPage(flags: PageFlags): (report: ReplayReport) => string {
  const assets = pageAssets();
  return (replay) => recordingPage(replay.recording, { replay }, flags, assets);
}

/** The page of a recording beside what was found about it. */
export function changesPage(file: string, changes: PageChanges | null, flags: PageFlags): string {
  return recordingPage(file, { changes }, flags);
}

type Found = Pick<CollectOptions, 'replay' | 'changes'>;

function recordingPage(file: string, found: Found, { values, maxExchanges }: PageFlags, assets = pageAssets()): string {
  const reader = openRecording(file);
  try {
    const collect = (maxBytes: number) => collectPage(reader, { ...found, maxExchanges, hasValues: values, maxBytes });
    return tellingLeft(boundedFile(collect, assets));
  } finally {
    reader.close();
  }
}

/** What the page says at its head is said where it is written too. */
export function tellingLeft({ html, left }: BoundedFile): string {
  for (const sentence of left) process.stderr.write(`mock: the page is not whole: ${sentence}\n`);
  return html;
}

/** The link that opens a page at what it is about. */
export function pageLink(file: string, hash: string): string {
  return `${pathToFileURL(file).href}${hash}`;
}

export function verifyChanges(report: VerifyReport): PageChanges {
  const { tables, drifts, drifting, minShare } = report;
  const tooLittle = tooLittleLine(report, minShare);
  const items: PageChange[] = [
    ...(tables ?? []).map((table): PageChange => {
      const [title = '', ...lines] = tableLines(table);
      return { kind: 'changed', title, exchanges: [], lines };
    }),
    ...drifts.map(
      ({ exchange, sql, command, changes }): PageChange => ({
        kind: 'changed',
        title: sql ?? command,
        exchanges: exchange === 0 ? [] : [exchange],
        ...shownChanges(changes),
      }),
    ),
  ];
  return {
    what: 'verify',
    summary: [coverageLine(report), `${drifting} drift`, ...(tooLittle === null ? [] : [tooLittle])].join('; '),
    items,
  };
}

/** Cells of one difference that are shown. */
const MOST_CELLS = 1000;

/** Cells for a table, the rest in lines. */
function shownChanges(changes: readonly Change[]): Pick<PageChange, 'lines' | 'cells'> {
  const plain = (value: unknown) => (typeof value === 'bigint' ? String(value) : (value ?? null));
  const cells = changes.flatMap((change): PageCell[] => {
    if (change.kind !== 'cell') return [];
    const { result, row, column, from, to } = change;
    return [{ result, row, column, from: plain(from), to: plain(to) }];
  });
  const left = cells.length > MOST_CELLS ? [`… and ${cells.length - MOST_CELLS} more cells`] : [];
  const others = changes.filter(({ kind }) => kind !== 'cell');
  return { lines: [...changeLines(others, MARKS), ...left], cells: cells.slice(0, MOST_CELLS) };
}

/** @param differences between the recording that the page shows, `a`, and another one */
export function diffChanges(differences: readonly Difference[]): PageChanges {
  return { what: 'diff', summary: plural(differences.length, 'difference'), items: differences.map(diffChange) };
}

/** Each difference in a title and lines, for reports that are text. */
export function diffTexts(differences: readonly Difference[]): readonly Pick<PageChange, 'kind' | 'title' | 'lines'>[] {
  return differences.map((difference) => {
    const { kind, title, lines } = diffChange(difference);
    return { kind, title, lines: difference.kind === 'changed' ? changeLines(difference.changes, MARKS) : lines };
  });
}

function diffChange(difference: Difference): PageChange {
  switch (difference.kind) {
    case 'added':
      return { kind: 'added', title: titleOf(difference.to), exchanges: [], lines: [] };
    case 'gone':
      return { kind: 'gone', title: titleOf(difference.from), exchanges: [difference.from.exchange], lines: [] };
    case 'moved': {
      const { from, to } = difference;
      const lines = [`asked as exchange ${from.exchange} before, as ${to.exchange} after`];
      return { ...onBothSides(from, to), kind: 'moved', title: titleOf(from), lines };
    }
    case 'asked': {
      const { from, to } = difference;
      const lines = [wordDiff(titleOf(from), titleOf(to), PLAIN_MARKS)];
      if (from.parameters !== to.parameters) {
        lines.push(`with ${wordDiff(from.parameters ?? '', to.parameters ?? '', PLAIN_MARKS)}`);
      }
      return { ...onBothSides(from, to), kind: 'asked', title: titleOf(to), lines };
    }
    case 'changed': {
      const { from, to, changes } = difference;
      return { ...onBothSides(from, to), kind: 'changed', title: titleOf(to), ...shownChanges(changes) };
    }
  }
}

function onBothSides(from: Side, to: Side): Pick<PageChange, 'exchanges' | 'tookUs'> {
  return { exchanges: [from.exchange], tookUs: [from.tookUs, to.tookUs] };
}

function titleOf({ statement, command }: Side): string {
  return statement ?? command;
}
