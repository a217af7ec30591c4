// The table: per program the median, and the ratios to MySQL and to the pipe. A ratio is the median of the rounds'
// ratios, each between two runs that were neighbours in time; its spread is the lowest and the highest of them.

const titles = {
  mysql: 'MySQL, asked directly',
  pipe: 'bare Node pipe to MySQL',
  record: 'mock record to MySQL',
  replay: 'mock replay',
  map: 'bare Node responder (Map)',
};

export const goals = 'goals: mock record at least 0.90 of the pipe; mock replay at least 2.00 of MySQL';

/** @param figures queries per second by program and round */
export function formatLoad({ threads, isText, protocol = isText ? 'text protocol' : 'prepared statements' }, figures) {
  const title = `${threads} connection${threads === 1 ? '' : 's'}, ${protocol}`;
  const rows = Object.keys(figures).map((name) => {
    const against = (other) => (figures[other] === undefined ? '' : ratioTo(figures[name], figures[other]));
    const reached = { record: ['pipe', 0.9], replay: ['mysql', 2] }[name];
    const [other, goal] = reached ?? [];
    const verdict =
      reached && figures[other] ? (ratio(figures[name], figures[other]) >= goal ? 'reached' : 'MISSED') : '';
    return [titles[name], Math.round(median(figures[name])), against('mysql'), against('pipe'), verdict];
  });
  return table([title, 'queries/s', 'of MySQL', 'of the pipe', 'goal'], rows);
}

function ratioTo(mine, others) {
  const each = mine.map((figure, round) => figure / others[round]);
  const digits = (number) => number.toFixed(2);
  return `${digits(median(each))} (${digits(Math.min(...each))}-${digits(Math.max(...each))})`;
}

function ratio(mine, others) {
  return median(mine.map((figure, round) => figure / others[round]));
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function table(head, rows) {
  const all = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = (row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  ');
  return all.map((row) => line(row).trimEnd()).join('\n');
}
