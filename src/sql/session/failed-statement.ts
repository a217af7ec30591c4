// What a statement that ended with an error has done to the transaction that was open: a definition commits it before it is
// carried out, so that one which is refused has ended it too, and no ERR packet tells. As MySQL 9.7 and MariaDB 10.11 do it,
// asked for each statement and error below. https://dev.mysql.com/doc/refman/en/implicit-commit.html

import { readStatement, type StatementReading } from '../statement-reading.ts';
import { type LexerOptions, TokenKind } from '../words/token.ts';
import type { Tokens } from '../words/tokens.ts';
import { EffectCursor } from './effect-cursor.ts';
import type { SessionHoldings } from './session-holdings.ts';

/** `unclear`: the same statement with the same error has ended it each time, or never. */
export type TransactionLeft = 'open' | 'ended' | 'unclear';

/** The whole transaction is taken back. */
const ER_LOCK_DEADLOCK = 1213;
/** Found while the statement is read, before anything of it is done: grammar, names, types of columns, bodies of routines. */
const REFUSED_AS_READ: ReadonlySet<number> = new Set([
  1059, 1064, 1066, 1101, 1103, 1115, 1193, 1248, 1253, 1273, 1294, 1295, 1303, 1308, 1309, 1313, 1314, 1319, 1320,
  1323, 1324, 1330, 1331, 1336, 1350, 1351, 1362, 1399, 1400, 1415, 1422, 1425, 1426, 1427, 1439, 1470, 1480, 1492,
  1504, 1582, 1800, 1801, 1818, 1901, 1970, 3763, 4085, 4149, 4161,
]);
/** Found while it is read, or later; by the one server or the other. */
const MAY_BE_EITHER: ReadonlySet<number> = new Set([1044, 1067, 1074, 1221, 1227, 1286]);
/** Of a replay: nothing is known of it. */
const ER_UNKNOWN_ERROR = 1105;
/** A routine, or a prepared statement, that was not run at all. */
const NOT_RUN: ReadonlySet<number> = new Set([1046, 1064, ER_UNKNOWN_ERROR, 1210, 1243, 1295, 1305, 1318, 1370]);

/** Statements that commit before they are done, by how they begin; of ANALYZE what explains a query is none. */
const COMMITTING = new RegExp(
  '^(?:create (?!(?:or replace )?temporary\\b)|drop (?!temporary\\b|prepare\\b)|alter |rename |truncate |grant |revoke |' +
    'lock tables? |flush |reset |analyze (?:(?:local|no_write_to_binlog) )?tables? |check |optimize |repair |' +
    'install |uninstall |import table |clone |set password |set default role |backup stage )',
  'i',
);
/** One server commits before these, the other does not. */
const ON_ONE_SERVER = /^(?:cache index|load index|change |start (?:replica|slave|group)|stop )/i;
const RUNNING = /^(?:call|execute|if|case|loop|while|repeat|for|begin (?!work |$))/i;
const ENDING = /^(?:commit|rollback(?! (?:work )?to )|xa commit|xa rollback|start transaction|begin) /i;
const ALL = [COMMITTING, ON_ONE_SERVER, RUNNING, ENDING];
const STATEMENT_FOR = /^set statement .*? for /i;

/** Words of a statement that are looked at. */
const LOOKED_AT = 12;

/** What became of an open transaction of a session, as it was when it asked. */
export function transactionBehind(
  sql: Buffer,
  options: LexerOptions,
  errorCode: number,
  holdings: SessionHoldings,
): TransactionLeft {
  const reading = readStatement(sql, options);
  const [effect] = reading.effects;
  const text = effect === undefined ? null : holdings.executedText(effect, options);
  return leftBehind(reading, errorCode, text === null ? null : readStatement(text, options));
}

/** As `transactionBehind`. @param runs the statement that EXECUTE runs; null where nobody knows it */
export function leftBehind(
  reading: StatementReading,
  errorCode: number,
  runs: StatementReading | null = null,
): TransactionLeft {
  if (errorCode === ER_LOCK_DEADLOCK) return 'ended';
  const heads = headsOf(reading.tokens);
  const [head = ''] = heads;
  if (reading.dependencies.multiStatements) {
    const isPossible = heads.some((one) => ALL.some((pattern) => pattern.test(one)));
    return isPossible ? 'unclear' : 'open';
  }
  if (RUNNING.test(head)) {
    if (NOT_RUN.has(errorCode)) return 'open';
    return runs === null ? 'unclear' : leftBehind(runs, errorCode);
  }
  if (REFUSED_AS_READ.has(errorCode)) return 'open';
  if (ON_ONE_SERVER.test(head) || ENDING.test(head)) return 'unclear';
  if (!COMMITTING.test(head)) return 'open';
  return MAY_BE_EITHER.has(errorCode) ? 'unclear' : 'ended';
}

/** The first words of each statement, with one space between them and one behind. */
function headsOf(tokens: Tokens): string[] {
  const cursor = new EffectCursor(tokens);
  const heads: string[] = [];
  for (let kind = cursor.reader.nextSignificant(); kind !== TokenKind.end; kind = cursor.reader.nextSignificant()) {
    let head = '';
    for (let at = 0; at < LOOKED_AT && !cursor.isEnd; at++, cursor.reader.nextSignificant()) {
      head += `${cursor.reader.upperText()} `;
    }
    cursor.skipRest();
    if (head !== '') heads.push(head.replace(STATEMENT_FOR, ''));
  }
  return heads;
}
