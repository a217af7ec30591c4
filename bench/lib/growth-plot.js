// What a command costs over what grows, as lines on two logarithmic scales: flat is what one hopes for.
import { median } from './measure.js';

const WIDTH = 860;
const HEIGHT = 420;
const LEFT = 70;
const BOTTOM = 40;
const COLOURS = ['#27a', '#c60', '#2a7', '#a3a'];

/** An SVG of all cases whose names begin with `growth`; null where none was measured. */
export function growthSvg(cases) {
  const lines = cases
    .filter(({ name }) => name.startsWith('growth'))
    .map(({ name, rows }) => ({
      name,
      points: rows
        .filter(({ figures }) => figures.length > 0)
        .map(({ peer, figures }) => [Number(peer), median(figures)]),
    }))
    .filter(({ points }) => points.length > 0);
  if (lines.length === 0) return null;
  const all = lines.flatMap(({ points }) => points);
  const right = Math.ceil(Math.max(...all.map(([x]) => Math.log10(x)), 1));
  const top = Math.ceil(Math.max(...all.map(([, y]) => Math.log10(y)), 1));
  const x = (value) => LEFT + ((WIDTH - LEFT - 20) * Math.log10(value)) / right;
  const y = (value) => HEIGHT - BOTTOM - ((HEIGHT - BOTTOM - 90) * Math.max(0, Math.log10(value))) / top;
  const ticks = [
    ...range(right).map((n) => label(x(10 ** n), HEIGHT - BOTTOM + 16, 'middle', (10 ** n).toLocaleString('en'))),
    ...range(top).map((n) => label(LEFT - 8, y(10 ** n) + 4, 'end', `${10 ** n} µs`)),
    ...range(top).map(
      (n) => `<line x1="${LEFT}" x2="${WIDTH - 20}" y1="${y(10 ** n)}" y2="${y(10 ** n)}" stroke="#ddd"/>`,
    ),
  ];
  const drawn = lines.map(({ name, points }, at) => {
    const colour = COLOURS[at % COLOURS.length];
    const path = points.map(([a, b]) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`).join(' ');
    const key = label(LEFT, 16 + at * 16, 'start', `${name} …`, colour);
    return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${key}`;
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" font-family="sans-serif" font-size="11">` +
    `<title>Microseconds of CPU per command over what grows</title>${[...ticks, ...drawn].join('')}</svg>\n`
  );
}

function range(last) {
  return Array.from({ length: last + 1 }, (_, n) => n);
}

function label(x, y, anchor, text, colour = '#333') {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${colour}">${text}</text>`;
}
