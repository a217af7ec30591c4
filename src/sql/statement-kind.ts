// Whether a recorded statement may be sent to a live server that is to stay as it is. What is not known to be harmless is
// not sent: the list is of what may pass, so that a statement of a newer server falls on the safe side.
// https://dev.mysql.com/doc/refman/en/implicit-commit.html
// https://mariadb.com/kb/en/sql-statements-that-cause-an-implicit-commit/

import { readStatements, type StatementWords } from './read-statements.ts';
import { readSettings, setsOnlyItsSession } from './session/settings.ts';
import { tokensOf } from './statement-reading.ts';
import { type LexerOptions, TokenKind } from './words/token.ts';

/** What a transaction statement does; verify does it with a savepoint inside its own transaction. */
export type TransactionStep = 'begin' | 'commit' | 'rollback' | 'autocommit off' | 'autocommit on';

export type StatementKind =
  /** Changes nothing. */
  | { readonly kind: 'read' }
  /** Changes this session and nothing else. */
  | { readonly kind: 'session' }
  /** Can be rolled back; the tables that it names as its targets, in upper case. */
  | { readonly kind: 'write'; readonly tables: readonly string[] }
  | { readonly kind: 'transaction'; readonly step: TransactionStep }
  /** Must not be sent where the server is to stay as it is. `isDeadly`: not even where writes are allowed. */
  | {
      readonly kind: 'withheld';
      readonly reason: string;
      readonly tables: readonly string[];
      readonly isDeadly: boolean;
    };

const READ: StatementKind = { kind: 'read' };
const SESSION: StatementKind = { kind: 'session' };

/** What the statement or statements of a command are; of several, the one that weighs most. */
export function kindOf(sql: Buffer, options: LexerOptions): StatementKind {
  if (!sql.includes('/*!') && !sql.includes('/*M!')) return kindOfText(sql, options);
  // whether an executable comment counts depends on the server's version: both readings must be harmless
  const text = sql.toString('latin1');
  const isAllOfIt = /^\s*\/\*M?!(?:(?!\*\/|\/\*)[\s\S])*\*\/[\s;]*$/.test(text);
  if (!isAllOfIt && beginsExecutable(sql, options))
    return held('what it runs depends on the version of the server', []);
  const without = Buffer.from(text.replace(/\/\*M?![\s\S]*?\*\//g, ' '), 'latin1');
  return heaviest([kindOfText(sql, options), kindOfText(without, options)]);
}

function beginsExecutable(sql: Buffer, options: LexerOptions): boolean {
  const lexer = tokensOf(sql, options).read();
  const isGap = (kind: TokenKind) => kind === TokenKind.whitespace || kind === TokenKind.comment;
  let kind = lexer.next();
  while (isGap(kind)) kind = lexer.next();
  return kind === TokenKind.executableStart;
}

function kindOfText(sql: Buffer, options: LexerOptions): StatementKind {
  return heaviest(readStatements(sql, options).map((each) => kindOfOne(each, options)));
}

function heaviest(kinds: readonly StatementKind[]): StatementKind {
  const [only, more] = kinds;
  if (only === undefined) return READ;
  if (more === undefined) return only;
  const tables = kinds.flatMap((each) => ('tables' in each ? each.tables : []));
  const withheld = kinds.find((each) => each.kind === 'withheld');
  if (withheld !== undefined) return { ...withheld, tables, isDeadly: kinds.some(isDeadly) };
  if (kinds.some(({ kind }) => kind === 'transaction')) {
    return held('it controls a transaction among other statements', tables);
  }
  if (kinds.some(({ kind }) => kind === 'write')) return { kind: 'write', tables };
  return kinds.some(({ kind }) => kind === 'session') ? SESSION : READ;
}

function isDeadly(kind: StatementKind): boolean {
  return kind.kind === 'withheld' && kind.isDeadly;
}

function held(reason: string, tables: readonly string[]): StatementKind {
  return { kind: 'withheld', reason, tables, isDeadly: false };
}

function kindOfOne(statement: StatementWords, options: LexerOptions): StatementKind {
  const { words } = statement;
  const [first = '', second = ''] = statement.head.filter((word) => word !== '(');
  switch (first) {
    case 'SELECT':
    case 'WITH':
    case 'VALUES':
    case 'TABLE':
      return kindOfSelect(statement, first);
    case 'SHOW':
    case 'DESC':
    case 'DESCRIBE':
    case 'HELP':
    case 'DO':
      return READ;
    case 'EXPLAIN':
      return words.has('ANALYZE') && isWriting(statement) ? writeOf(statement) : READ;
    case 'INSERT':
    case 'REPLACE':
    case 'UPDATE':
    case 'DELETE':
      return writeOf(statement);
    case 'USE':
      return SESSION;
    case 'SET':
      return kindOfSet(statement, options);
    case 'CREATE':
    case 'DROP':
      // the table is the session's own, and goes with it
      if (isOfTemporaryTable(statement)) return { kind: 'write', tables: [] };
      return held('it changes the schema', targetsOf(statement));
    default:
      return kindOfTransaction(statement, first, second) ?? withheldBy(first, statement);
  }
}

function kindOfSelect(statement: StatementWords, first: string): StatementKind {
  const { words, calls } = statement;
  if (words.has('OUTFILE') || words.has('DUMPFILE')) return held('it writes a file on the server', []);
  if (first === 'WITH' && isWriting(statement)) return writeOf(statement);
  const isOfSequence = calls.has('NEXTVAL') || calls.has('SETVAL') || (words.has('NEXT') && words.has('VALUE'));
  if (isOfSequence) return held('it takes a number of a sequence, which cannot be given back', []);
  // a read that locks needs a transaction that may write
  return words.has('UPDATE') || words.has('SHARE') ? { kind: 'write', tables: [] } : READ;
}

function isWriting({ words }: StatementWords): boolean {
  return words.has('UPDATE') || words.has('DELETE');
}

function writeOf(statement: StatementWords): StatementKind {
  return { kind: 'write', tables: targetsOf(statement) };
}

function isOfTemporaryTable({ head }: StatementWords): boolean {
  const [, ...rest] = head;
  const [first, second] = rest.filter((word) => word !== 'OR' && word !== 'REPLACE');
  return first === 'TEMPORARY' && second === 'TABLE';
}

function kindOfTransaction({ head }: StatementWords, first: string, second: string): StatementKind | null {
  const is = (step: TransactionStep): StatementKind => ({ kind: 'transaction', step });
  switch (first) {
    case 'BEGIN':
      return head.length === 1 || second === 'WORK' ? is('begin') : null;
    case 'START':
      return second === 'TRANSACTION' ? is('begin') : null;
    case 'COMMIT':
      return is('commit');
    case 'ROLLBACK':
      return head.includes('TO') ? SESSION : is('rollback');
    case 'SAVEPOINT':
      return SESSION;
    case 'RELEASE':
      return second === 'SAVEPOINT' ? SESSION : null;
    default:
      return null;
  }
}

/** Variables by which verify keeps the server as it is. */
const GUARDS: ReadonlySet<string> = new Set(['transaction_read_only', 'tx_read_only']);

function kindOfSet({ text, head, words }: StatementWords, options: LexerOptions): StatementKind {
  if (head[1] === 'TRANSACTION') return held("it is about the next transaction, which is verify's own", []);
  if (head[1] === 'ROLE') return SESSION;
  const tokens = tokensOf(text, options);
  const settings = readSettings(tokens);
  const isOfSession = setsOnlyItsSession(tokens) && !words.has('PASSWORD');
  if (!isOfSession || settings.length === 0) return held('it sets more than its session', []);
  const given = settings.flatMap((setting) => (setting.kind === 'variable' ? [setting] : []));
  const isGuard =
    given.some(({ name }) => GUARDS.has(name)) ||
    (words.has('TRANSACTION') && (words.has('ONLY') || words.has('WRITE')));
  if (isGuard) return held('it sets whether transactions may write, which verify does', []);
  const autocommit = given.find(({ name }) => name === 'autocommit');
  if (autocommit === undefined) return SESSION;
  const step = autocommit.value === '1' ? 'autocommit on' : 'autocommit off';
  if (settings.length === 1 && autocommit.isLiteral) return { kind: 'transaction', step };
  // it is on already, so that nothing is committed
  return autocommit.isLiteral && step === 'autocommit on' ? SESSION : held('it turns autocommit off', []);
}

const COMMITS = 'it commits the transaction';
const REASONS: ReadonlyMap<string, string> = new Map([
  ...['ALTER', 'RENAME', 'TRUNCATE', 'IMPORT'].map((word) => [word, 'it changes the schema'] as const),
  ...['GRANT', 'REVOKE'].map((word) => [word, 'it changes accounts'] as const),
  ...['LOCK', 'UNLOCK', 'FLUSH', 'ANALYZE', 'OPTIMIZE', 'REPAIR', 'CHECK', 'CACHE'].map(
    (word) => [word, COMMITS] as const,
  ),
  ...['CALL', 'EXECUTE', 'PREPARE', 'BEGIN'].map(
    (word) => [word, 'what it runs cannot be told from its text'] as const,
  ),
  ['LOAD', 'it loads a file, which is not in the recording'],
]);
/** What ends other sessions, or the server. */
const DEADLY: ReadonlySet<string> = new Set([
  'KILL',
  'SHUTDOWN',
  'RESTART',
  'CLONE',
  'STOP',
  'CHANGE',
  'RESET',
  'PURGE',
]);

function withheldBy(first: string, statement: StatementWords): StatementKind {
  const tables = targetsOf(statement);
  if (DEADLY.has(first)) return { kind: 'withheld', reason: 'it is about the server itself', tables, isDeadly: true };
  return held(REASONS.get(first) ?? 'it is not known to be harmless', tables);
}

/** Words behind which the targets are over. */
const BEHIND: ReadonlySet<string> = new Set([
  '(',
  'SET',
  'VALUES',
  'VALUE',
  'SELECT',
  'WHERE',
  'ADD',
  'USING',
  'RETURNING',
]);
/** Words among the targets that name none. */
const NO_NAMES: ReadonlySet<string> = new Set([
  ...['INSERT', 'REPLACE', 'UPDATE', 'DELETE', 'INTO', 'FROM', 'IGNORE', 'LOW_PRIORITY', 'DELAYED', 'HIGH_PRIORITY'],
  ...[
    'QUICK',
    'AS',
    'JOIN',
    'INNER',
    'LEFT',
    'RIGHT',
    'OUTER',
    'CROSS',
    'ON',
    'TABLE',
    'VIEW',
    'INDEX',
    'UNIQUE',
    'IF',
  ],
  ...['EXISTS', 'NOT', 'OR', 'CREATE', 'DROP', 'ALTER', 'TRUNCATE', 'RENAME', 'TO', 'LOAD', 'DATA', 'LOCAL', 'INFILE'],
  ...['CALL', 'DATABASE', 'SCHEMA', ',', '?', '=', '.'],
]);

/** The names that a statement which changes something may be about: rather too many than one too few. */
function targetsOf({ head }: StatementWords): readonly string[] {
  const end = head.findIndex((word) => BEHIND.has(word));
  const names = new Set<string>();
  for (const [at, word] of (end < 0 ? head : head.slice(0, end)).entries()) {
    // of schema.table only the table
    if (!NO_NAMES.has(word) && head[at + 1] !== '.') names.add(word);
    if (head[at + 1] === '.' && word === 'MYSQL') names.add(word);
  }
  return [...names];
}
