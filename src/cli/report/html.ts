// Reports as a page: one file that opens by double click, at the first miss or difference.

import { pathToFileURL } from 'node:url';
import { type BoundedFile, boundedFile } from '../../page/bounded-file.ts';
import { type CollectOptions, collectPage } from '../../page/collect.ts';
import type { PageChange, PageChanges } from '../../page/page-data.ts';
import { pageAssets } from '../../page/page-file.ts';
import type { ReplayReport } from '../../serve/replay-report.ts';
import { openRecording } from '../../store/reading/reader.ts';
import type { Difference, Side } from '../../tools/diff/compare-recordings.ts';
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
        lines: changeLines(changes, MARKS),
      }),
    ),
  ];
  return {
    what: 'verify',
    summary: [coverageLine(report), `${drifting} drift`, ...(tooLittle === null ? [] : [tooLittle])].join('; '),
    items,
  };
}

/** @param differences between the recording that the page shows, `a`, and another one */
export function diffChanges(differences: readonly Difference[]): PageChanges {
  return { what: 'diff', summary: plural(differences.length, 'difference'), items: differences.map(diffChange) };
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
      return { kind: 'moved', title: titleOf(from), exchanges: [from.exchange], lines };
    }
    case 'asked': {
      const { from, to } = difference;
      const words = [wordDiff(titleOf(from), titleOf(to), PLAIN_MARKS)];
      if (from.parameters !== to.parameters) {
        words.push(`with ${wordDiff(from.parameters ?? '', to.parameters ?? '', PLAIN_MARKS)}`);
      }
      return { kind: 'asked', title: titleOf(to), exchanges: [from.exchange], lines: words };
    }
    case 'changed': {
      const lines = changeLines(difference.changes, MARKS);
      return { kind: 'changed', title: titleOf(difference.to), exchanges: [difference.from.exchange], lines };
    }
  }
}

function titleOf({ statement, command }: Side): string {
  return statement ?? command;
}
