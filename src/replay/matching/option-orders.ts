// The options behind a table's columns in another order: `COMMENT='x' ENGINE=InnoDB` makes the same table as `ENGINE=InnoDB COMMENT='x'`,
// and programs that keep them in a set write them in either.
// https://dev.mysql.com/doc/refman/en/create-table.html#create-table-options

import type { Command } from '../../core/command.ts';
import { fingerprintOf } from '../../identity/fingerprint.ts';
import { CommandCode } from '../../mysql/constants/commands.ts';

/** With more of them nobody tries all orders. */
const MOST = 4;
const NAME = '(?:engine|comment|row_format|auto_increment|(?:default )?(?:charset|character set)|(?:default )?collate)';
const VALUE = "(?:[\\w$]+|'(?:[^'\\\\]|\\\\.|'')*')";
const OPTION = `${NAME} ?=? ?${VALUE}`;
const BEHIND = new RegExp(`^([\\s\\S]*\\)) ?((?:\\s*${OPTION}){2,${MOST}})\\s*$`, 'i');
const EACH = new RegExp(OPTION, 'gi');
const CHARSET = /^(?:default )?(?:charset|character set|collate)/i;

/** The fingerprints of the same CREATE TABLE with its options in all other orders; none where it is anything else. */
export function otherOptionOrders(command: Command): string[] {
  const { sql, dialect, code } = command;
  if (sql === null || code !== CommandCode.COM_QUERY || !/^\s*create\s+table\b/i.test(sql.toString('latin1', 0, 40)))
    return [];
  const text = sql.toString('latin1');
  const [, head, tail = ''] = BEHIND.exec(text) ?? [];
  if (head === undefined) return [];
  const options = tail.match(EACH) ?? [];
  const names = options.map((option) => option.replace(/[ =][\s\S]*/, '').toLowerCase());
  // the last of two that say the same counts, and a collation is one of the character set before it
  const isFree = new Set(names).size === names.length && options.filter((option) => CHARSET.test(option)).length < 2;
  if (!isFree || options.join(' ') !== tail.trim().replace(/\s+/g, ' ')) return [];
  const space = text[head.length] === ' ' ? ' ' : '';
  return ordersOf(options).flatMap((order) => {
    const other = Buffer.from(`${head}${space}${order.join(' ')}`, 'latin1');
    const payload = Buffer.concat([Buffer.of(code), other]);
    return fingerprintOf({ ...command, sql: other, payload }, dialect) ?? [];
  });
}

/** All but the one that it has. */
function ordersOf(options: readonly string[]): string[][] {
  const orders = (rest: readonly string[]): string[][] =>
    rest.length < 2
      ? [[...rest]]
      : rest.flatMap((one, at) => orders(rest.toSpliced(at, 1)).map((more) => [one, ...more]));
  return orders(options).slice(1);
}
