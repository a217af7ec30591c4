// One table of all cases, as text and Markdown, JSON, and an SVG of the ratios that have a target.
import { judge } from './judge.js';
import { median, NOISY, ratio, spread } from './measure.js';

export function asTable(cases) {
  const verdicts = judge(cases);
  const lines = [['case', 'peer', 'median', 'unit', 'spread', 'CPU µs', 'against', 'target']];
  for (const { name, unit, rows } of cases) {
    for (const row of rows) lines.push(lineOf(name, unit, row, rows, verdicts));
  }
  return lines;
}

function lineOf(name, unit, row, rows, verdicts) {
  if (row.missing !== undefined) return [name, row.peer, '-', unit, '', '', `not measured: ${row.missing}`, ''];
  const wide = spread(row.figures);
  const against = rows
    .filter((other) => other !== row && other.figures.length === row.figures.length)
    .map((other) => `${ratio(row, other).toFixed(2)} of ${other.peer}`);
  const own = verdicts.filter((each) => each.case === name && each.peer === row.peer);
  const goals = own.map((each) => `${goalOf(each)}: ${each.verdict}${limitIn(each)}`);
  return [
    name,
    row.peer,
    short(median(row.figures)),
    unit,
    wide === undefined ? 'once' : `${Math.round(wide * 100)} %${wide > NOISY ? ' (noisy)' : ''}`,
    row.cpu.length === 0 ? '' : short(median(row.cpu)),
    against.join(', '),
    goals.join('; '),
  ];
}

function goalOf({ least, most, of }) {
  return `${least === undefined ? `<= ${most}` : `>= ${least}`}${of === undefined ? '' : ` of ${of}`}`;
}

/** What the machine lets be asked, and whether that was reached; and why what is too low is not believed. */
function limitIn({ verdict, figure, least, limit, doubt }) {
  if (verdict !== 'missed') return '';
  const limited = limit?.asked !== undefined && `, limited by ${limit.by}: ${short(limit.asked)} ${isWithin()}`;
  return `${limited || ''}${doubt === undefined ? '' : `, not judged: ${doubt}`}`;

  function isWithin() {
    return (least === undefined ? figure <= limit.asked : figure >= limit.asked) ? 'reached' : 'missed';
  }
}

function short(number) {
  return number >= 100 ? String(Math.round(number)) : number.toFixed(number >= 10 ? 1 : 2);
}

export function asText(lines) {
  // why a peer was not measured is told; what all are of all others is not
  const told = (line) => (line[6].startsWith('not measured') ? [...line.slice(0, 6), line[6]] : line.toSpliced(6, 1));
  const shown = lines.map(told);
  const widths = shown[0].map((_, column) => Math.max(...shown.map((line) => line[column].length)));
  return shown
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function asMarkdown([head, ...lines]) {
  const row = (cells) => `| ${cells.join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...lines.map(row)].join('\n');
}

/** A bar for each target: how much of it was reached. */
export function asSvg(cases) {
  const known = judge(cases).filter(({ figure }) => figure !== undefined);
  const bars = known.map((each, at) => {
    const share = each.least === undefined ? each.most / each.figure : each.figure / each.least;
    const width = Math.round(Math.min(share, 2) * 200);
    const y = 30 + at * 18;
    const text = `${each.case}: ${each.peer}, ${short(each.figure)} (${goalOf(each)})`;
    return (
      `<rect x="420" y="${y}" width="${width}" height="12" fill="${share >= 1 ? '#2a7' : '#c60'}"/>` +
      `<text x="410" y="${y + 10}" text-anchor="end">${escaped(text)}</text>`
    );
  });
  const height = 50 + known.length * 18;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="860" height="${height}" font-family="sans-serif" font-size="10">` +
    `<text x="620" y="16" text-anchor="middle">target</text><line x1="620" y1="20" x2="620" y2="${height - 10}" stroke="#999"/>` +
    `${bars.join('')}</svg>\n`
  );
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
