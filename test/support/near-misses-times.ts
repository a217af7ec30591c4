// A program whose rows have times, of which some are one and the same in one run and several in another.

import { named, type Program, ROWS } from './near-misses.ts';

const OVER_ALL = [
  'SELECT note FROM visits ORDER BY made, note',
  'SELECT note FROM visits ORDER BY made DESC, note LIMIT 1',
  'SELECT made, COUNT(*) AS n FROM visits GROUP BY made ORDER BY made',
  'SELECT COUNT(DISTINCT made) AS n FROM visits',
  'SELECT DISTINCT made FROM visits ORDER BY made',
  'SELECT a.note, b.note AS other FROM visits a JOIN visits b ON a.made = b.made ORDER BY a.note, b.note',
  'SELECT MAX(made) AS last, MIN(made) AS first FROM visits',
  'SELECT note, made = seen AS same FROM visits ORDER BY note',
  'SELECT note FROM visits WHERE made <> seen ORDER BY note',
  'SELECT GROUP_CONCAT(note ORDER BY note) AS notes FROM visits GROUP BY made ORDER BY notes',
  'SELECT note, made, seen FROM visits ORDER BY note',
];

let isRecorded = false;

export const times: Program = {
  table: 'CREATE TABLE visits (note VARCHAR(40) PRIMARY KEY, made DATETIME, seen DATETIME)',
  asks: [
    { sql: 'TRUNCATE visits', values: [] },
    ...ROWS.map((n) => ({
      sql: 'INSERT INTO visits (note, made, seen) VALUES (?, ?, ?)',
      values: [`note${n}`, `at${n}`, `seen${n}`],
    })),
    ...OVER_ALL.map((sql) => ({ sql, values: [] })),
    ...ROWS.flatMap((n) => [
      { sql: 'SELECT note FROM visits WHERE made = ? ORDER BY note', values: [`at${n}`] },
      { sql: 'SELECT note FROM visits WHERE made >= ? ORDER BY note', values: [`at${n}`] },
      { sql: 'SELECT COUNT(*) AS n FROM visits WHERE seen IN (?, ?)', values: [`seen${n}`, `at${n}`] },
      { sql: 'SELECT note FROM visits WHERE made < ? AND seen > ? ORDER BY note', values: [`at${n}`, `seen${n}`] },
    ]),
    { sql: 'UPDATE visits SET seen = ? WHERE made = ?', values: ['seen3', 'at1'] },
    { sql: 'SELECT note, seen FROM visits ORDER BY note', values: [] },
    { sql: 'DELETE FROM visits WHERE made = ?', values: ['at0'] },
    { sql: 'SELECT note FROM visits ORDER BY note', values: [] },
  ],
  ordinary: ['note'],
  make: () => {
    // what was recorded is past by then
    const now = Date.now() - (isRecorded ? 0 : 40_000);
    isRecorded = true;
    const moment = () =>
      new Date(now - Math.floor(Math.random() * 3) * 1000).toISOString().slice(0, 19).replace('T', ' ');
    return named((n) => ({ note: `note ${['b', 'd', 'a', 'c', 'e'][n]}`, at: moment(), seen: moment() }));
  },
};
