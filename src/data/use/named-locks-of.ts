// Which locks by name a statement takes, gives back or looks at, by its words.
// https://dev.mysql.com/doc/refman/en/locking-functions.html, https://mariadb.com/kb/en/get_lock/

import type { ParameterValue } from '../../core/command.ts';
import type { NamedLock } from '../../core/data-use.ts';
import { tokensOf } from '../../sql/statement-reading.ts';
import { parameterContent } from '../../sql/values/statement-values.ts';
import { literalContent } from '../../sql/words/literal.ts';
import { TokenKind } from '../../sql/words/token.ts';

const FUNCTIONS: Readonly<Record<string, NamedLock['kind']>> = {
  GET_LOCK: 'get',
  RELEASE_LOCK: 'release',
  RELEASE_ALL_LOCKS: 'release all',
  IS_FREE_LOCK: 'look',
  IS_USED_LOCK: 'look',
};

/** What a statement in its normal form does with such locks, in the order of its words. */
export function namedLocksOf(sql: string, parameters: readonly ParameterValue[] | null): readonly NamedLock[] {
  if (!/_locks?\b/i.test(sql)) return [];
  const found: NamedLock[] = [];
  const bytes = Buffer.from(sql);
  const reader = tokensOf(bytes).read();
  let bound = 0;
  for (let token = reader.nextSignificant(); token !== TokenKind.end; token = reader.nextSignificant()) {
    if (token === TokenKind.parameter) bound++;
    const kind = token === TokenKind.word ? FUNCTIONS[reader.upperText()] : undefined;
    if (kind === undefined) continue;
    const ahead = reader.ahead();
    if (ahead.nextSignificant() !== TokenKind.operator || sql[ahead.start] !== '(') continue;
    const first = ahead.nextSignificant();
    const [from, to] = [ahead.start, ahead.end];
    ahead.nextSignificant();
    const isAlone = sql[ahead.start] === ',' || sql[ahead.start] === ')';
    const value = parameters?.[bound];
    const name = !isAlone
      ? null
      : first === TokenKind.string
        ? literalContent(bytes, from, to, {}).toString('utf8')
        : first === TokenKind.parameter && value !== undefined
          ? parameterContent(value)
          : null;
    found.push({ kind, name: name?.toLowerCase() ?? null });
  }
  return found;
}
