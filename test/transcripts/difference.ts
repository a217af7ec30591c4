// Tells where two transcripts part, in a few short lines.
import type { Operation, Transcript } from './transcript.ts';

const linesAround = 3;
const linesAfter = 12;
const lineWidth = 220;

/** Undefined where both are the same to the byte; otherwise the first operation that differs, seen from both sides. */
export function describeDifference(
  expected: Transcript,
  actual: Transcript,
  names: { readonly expected: string; readonly actual: string },
): string | undefined {
  if (expected.text === actual.text) return undefined;
  const count = Math.max(expected.operations.length, actual.operations.length);
  for (let index = 0; index < count; index++) {
    const left = expected.operations[index];
    const right = actual.operations[index];
    if (left !== undefined && right !== undefined && render(left) === render(right)) continue;
    const differing = countDifferences(expected, actual);
    return [
      `operation ${index + 1} of ${expected.operations.length}, ${JSON.stringify(left?.name ?? right?.name)}, is the ` +
        `first of ${differing} that differ`,
      ...excerpts(left, right, names),
    ].join('\n');
  }
  return 'the transcripts differ though their operations do not';
}

function excerpts(
  left: Operation | undefined,
  right: Operation | undefined,
  names: { readonly expected: string; readonly actual: string },
): string[] {
  const leftLines = left === undefined ? ['(no such operation)'] : [`## ${left.name}`, ...left.lines];
  const rightLines = right === undefined ? ['(no such operation)'] : [`## ${right.name}`, ...right.lines];
  const first = leftLines.findIndex((line, index) => line !== rightLines[index]);
  const at = first < 0 ? leftLines.length : first;
  const column = firstDifference(leftLines[at] ?? '', rightLines[at] ?? '');
  const cut = (lines: readonly string[]) =>
    lines.slice(Math.max(0, at - linesAround), at + linesAfter).map((line) => `  ${clip(line, column)}`);
  return [
    `--- ${names.expected}, from line ${at + 1} of ${leftLines.length}`,
    ...cut(leftLines),
    `+++ ${names.actual}, from line ${at + 1} of ${rightLines.length}`,
    ...cut(rightLines),
  ];
}

function countDifferences(expected: Transcript, actual: Transcript): number {
  const longer = expected.operations.length >= actual.operations.length ? expected : actual;
  const other = longer === expected ? actual : expected;
  return longer.operations.filter((operation, index) => {
    const twin = other.operations[index];
    return twin === undefined || render(twin) !== render(operation);
  }).length;
}

function firstDifference(left: string, right: string): number {
  let column = 0;
  while (column < left.length && left[column] === right[column]) column++;
  return column;
}

function clip(line: string, column: number): string {
  const from = column > lineWidth - 40 ? column - 80 : 0;
  const shown = line.slice(from, from + lineWidth);
  return `${from > 0 ? '…' : ''}${shown}${from + lineWidth < line.length ? '…' : ''}`;
}

function render({ name, lines }: Operation): string {
  return [name, ...lines].join('\n');
}
