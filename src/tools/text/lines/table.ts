// Rows as a table whose columns stand one below the other. Cells are values (tokens.ts), so bars within quotes are text.

import type { Line, Lines } from '../reading/scanner.ts';

/** Wider cells do not push the ones behind them, so that one long value does not change every line. */
const WIDEST = 32;

/** @returns one line per row: `| a  | b |` */
export function formatTable(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, at) => {
      const width = widthOf(cell);
      if (width <= WIDEST) widths[at] = Math.max(widths[at] ?? 0, width);
    });
  }
  return rows.map((row) => {
    const cells = row.map((cell, at) => cell + ' '.repeat(Math.max(0, (widths[at] ?? 0) - widthOf(cell))));
    return `| ${cells.join(' | ')} |`;
  });
}

/** The lines of the next table. */
export function* takeRows(lines: Lines): Generator<Line> {
  for (let line = lines.peek(); line?.text.startsWith('|'); line = lines.peek()) {
    lines.take();
    yield line;
  }
}

/** The cells of one line, each read by `readCell`. */
export function parseRow<T>(line: Line, readCell: (line: Line, index: number) => T): T[] {
  const cells: T[] = [];
  line.sign('|');
  while (!line.isAtEnd) {
    cells.push(readCell(line, cells.length));
    line.sign('|');
  }
  return cells;
}

/** Characters, of which those of East Asia take two places. */
function widthOf(text: string): number {
  let width = 0;
  for (const char of text) width += WIDE.test(char) ? 2 : 1;
  return width;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}]/u;
