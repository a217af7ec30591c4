// Which statement FOUND_ROWS() tells of behind another one. Measured with MySQL 9.7 and MariaDB 10.11: of those that have no rows some
// leave it as it was, others count what a query within them found (DO and UPDATE on MySQL, SET with a query on MariaDB, INSERT … SELECT
// on both); of those that have rows some leave it as well (SHOW WARNINGS, ANALYZE TABLE, EXPLAIN on MySQL).

import { NO_FACTS, type PreviousStatement } from '../../core/command.ts';
import { askedBehind, markOf } from './session-sequence.ts';

const HEAD_BYTES = 32;
/** All that they answer with is counted. */
const COUNTS = /^\s*(?:select|table|values|show\s+(?:full\s+)?(?:tables|databases|schemas|columns|fields))\b/i;
/** They count nothing where no query is within them. */
const KEEPS =
  /^\s*(?:set|begin|start|commit|rollback|savepoint|release|use|insert|replace|delete|prepare|deallocate|create|drop|alter|truncate|get|signal|flush|lock|unlock|kill)\b/i;
const QUERY = /\bselect\b|\btable\b/i;
const DEFINES = /^\s*(?:create|drop|alter|truncate|flush|lock|unlock)\b/i;

/**
 * @param said what was executed
 * @param found what FOUND_ROWS() told of before
 */
export function foundBehind(said: PreviousStatement, found: PreviousStatement | null): PreviousStatement | null {
  const { sql, facts } = said;
  if (facts.outcome === 'error') return found;
  // by far the most are SELECTs
  const isSelect = ((sql[0] ?? 0) | 0x20) === 0x73 && ((sql[1] ?? 0) | 0x20) === 0x65;
  if (isSelect && facts.outcome === 'resultset') return said;
  const head = sql.toString('latin1', 0, HEAD_BYTES);
  if (facts.outcome === 'resultset')
    return COUNTS.test(head) && said.about === undefined ? said : eitherOf(said, found);
  if (KEEPS.test(head)) {
    const text = sql.toString('latin1');
    if (!(DEFINES.test(head) ? /\bselect\b/i : QUERY).test(text)) return found;
  }
  return eitherOf(said, found);
}

/** It may tell of either. */
function eitherOf(said: PreviousStatement, found: PreviousStatement | null): PreviousStatement {
  return { ...said, about: found?.about === undefined ? found : shortened(found) };
}

/** One that stands for a whole row of statements, so that none is held for ever. */
function shortened(found: PreviousStatement): PreviousStatement {
  const { sql, facts, about } = found;
  const counted = `${facts.outcome} ${facts.rows} ${facts.affectedRows}`;
  const before = about === undefined || about === null ? 0 : markOf(about.sql, '');
  const mark = askedBehind(before, markOf(sql, counted));
  return { sql: Buffer.from(`row ${mark}`), isAboutValues: true, parameters: null, facts: NO_FACTS };
}
