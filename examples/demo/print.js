// The demo's table: both answers to each statement, side by side.
import Table from 'cli-table3';
import colors from 'picocolors';

export const { bold, dim, green, red } = colors;

const statementWidth = 38;
const answerWidth = 22;

/** Compares everything that came, and shows it in a few words. */
export function comparison(recorded, replayed) {
  const table = new Table({
    head: ['statement', 'from the server', 'from the recording', 'same?'].map((title) => bold(title)),
    style: { head: [], border: [], compact: true },
  });
  let differences = 0;
  recorded.forEach(({ sql, summary, full }, index) => {
    const other = replayed[index];
    const isSame = full === other?.full;
    if (!isSame) differences++;
    const verdict = isSame ? green('yes') : red('NO');
    table.push([cut(sql, statementWidth), cut(summary, answerWidth), cut(other?.summary ?? '', answerWidth), verdict]);
  });
  return { table: table.toString(), differences };
}

function cut(text, width) {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
