// What a definition of a table says of its columns and keys: the server's description, or a CREATE TABLE.

import { tokensOf } from '../../sql/statement-reading.ts';
import { TokenKind } from '../../sql/words/token.ts';
import { type ColumnKind, columnKind } from './column-kind.ts';
import type { Reference } from './reference.ts';

export interface TableFacts {
  /** In the order of their definition; empty where that is not known. */
  readonly columns: readonly string[];
  readonly kinds: ReadonlyMap<string, ColumnKind>;
  /** Columns of each unique key. */
  readonly unique: readonly (readonly string[])[];
  /** The only column of the primary key; null where it has more, or there is none. */
  readonly primary: string | null;
  readonly auto: string | null;
  readonly references: readonly Reference[];
  readonly isView: boolean;
  /** Whether a column's value follows others: it is generated, or is the time of the last change. */
  readonly hasGenerated: boolean;
}

/** Tables that a view is made of or a trigger touches; `all` where that is not known. */
export type Reach = readonly string[] | 'all';

/** What the server's description tells besides. */
export interface Description extends TableFacts {
  /** What a view is made of; null where no line says so. */
  readonly reads: Reach | null;
  /** Its engine knows no transactions. */
  readonly isAtOnce: boolean;
  readonly triggers: readonly { readonly reach: Reach; readonly alters: Reach; readonly event: string }[];
}

/** Lines as `record/table-schemas.ts` writes them. */
export function described(definition: string): Description {
  const columns: string[] = [];
  const kinds = new Map<string, ColumnKind>();
  const unique: string[][] = [];
  const references: Reference[] = [];
  const triggers: Description['triggers'][number][] = [];
  let reads: Reach | null = null;
  let primary: string | null = null;
  let hasGenerated = false;
  let auto: string | null = null;
  const lines = definition.split('\n').map((line) => line.toLowerCase());
  for (const line of lines) {
    const [word, name = '', ...rest] = line.split(' ');
    if (word === 'column') {
      columns.push(name);
      kinds.set(name, columnKind(rest));
      if (followsOthers(rest)) hasGenerated = true;
      if (rest.includes('auto_increment')) auto = name;
    } else if (word === 'key' && rest[0] === 'unique') {
      const parts = rest.slice(2).map((part) => part.replace(/\(.*$/, ''));
      unique.push(parts);
      if (name === 'primary' && parts.length === 1) primary = parts[0] ?? null;
    } else if (word === 'reference') {
      const [column = '', target = ''] = rest;
      const at = target.lastIndexOf('.');
      references.push({ column, table: target.slice(0, at), referenced: target.slice(at + 1) });
    } else if (word === 'reads') {
      reads = reachIn([name, ...rest]);
    } else if (word === 'trigger') {
      // a trigger's name may have spaces
      const at = rest.lastIndexOf('reaches');
      const [timing, event = ''] = rest.slice(at - 2, at);
      const behind = rest.slice(at + 1);
      const alters = timing === 'before' ? alteredIn(behind) : [];
      triggers.push({ reach: reachIn(behind.filter((one) => !one.startsWith('='))), alters, event });
    }
  }
  const isView = lines[0]?.includes('view') ?? false;
  const isAtOnce = lines.some((line) => line.startsWith('engine ') && ENGINES_AT_ONCE.has(line.slice(7)));
  return { columns, kinds, unique, primary, auto, references, isView, hasGenerated, reads, triggers, isAtOnce };
}

function followsOthers(words: readonly string[]): boolean {
  return words.some(
    (word, at) => word === 'as' || word === 'generated' || (word === 'update' && words[at - 1] === 'on'),
  );
}

/** https://dev.mysql.com/doc/refman/en/storage-engines.html, https://mariadb.com/kb/en/storage-engines/ */
const ENGINES_AT_ONCE: ReadonlySet<string> = new Set(
  'myisam aria memory heap csv archive blackhole merge mrg_myisam federated s3 connect'.split(' '),
);

/** Whether a CREATE TABLE names an engine that knows no transactions. @param words in lower case, behind the columns */
export function isMadeAtOnce(words: readonly string[]): boolean {
  const at = words.indexOf('engine');
  const name = words[at + (words[at + 1] === '=' ? 2 : 1)];
  return at >= 0 && name !== undefined && ENGINES_AT_ONCE.has(nameOf(name));
}

function reachIn(words: readonly string[]): Reach {
  return words.includes('*') ? 'all' : words.filter((word) => word !== '');
}

/** `=` says that what follows is all, `=name` a column; recordings of before say neither. */
function alteredIn(words: readonly string[]): Reach {
  if (!words.includes('=') || words.includes('*')) return 'all';
  return words.flatMap((one) => (one.startsWith('=') && one !== '=' ? [one.slice(1)] : []));
}

/** What the columns and keys of a CREATE TABLE say. */
export function defined(sql: Buffer, table: string): TableFacts {
  const columns: string[] = [];
  const kinds = new Map<string, ColumnKind>();
  const unique: string[][] = [];
  const references: Reference[] = [];
  let primary: string | null = null;
  let hasGenerated = false;
  let auto: string | null = null;
  for (const words of itemsOf(sql)) {
    const first = (words[0] ?? '').toUpperCase();
    const upper = words.map((word) => word.toUpperCase());
    const isKey = KEY_WORDS.has(first) && !(first === 'KEY' && words[1] === undefined);
    const column = isKey ? '' : nameOf(words[0] ?? '');
    const target = upper.indexOf('REFERENCES');
    if (!isKey) {
      columns.push(column);
      const behind = words.slice(1).map((word) => word.toLowerCase());
      kinds.set(column, columnKind(behind));
      if (followsOthers(behind)) hasGenerated = true;
    }
    const isPrimary = upper.includes('PRIMARY');
    if (isPrimary || upper.includes('UNIQUE') || upper.includes('SERIAL')) {
      const parts = isKey ? namesIn(words) : [column];
      unique.push(parts);
      if (isPrimary && parts.length === 1) primary = parts[0] ?? null;
    }
    if (upper.includes('AUTO_INCREMENT') || upper.includes('SERIAL')) auto = column;
    if (target >= 0) {
      const own = isKey ? (namesIn(words.slice(0, target))[0] ?? '') : column;
      references.push(referenceOf(own, words.slice(target + 1), table));
    }
  }
  return { columns, kinds, unique, primary, auto, references, isView: false, hasGenerated };
}

const KEY_WORDS: ReadonlySet<string> = new Set(
  'PRIMARY UNIQUE KEY INDEX CONSTRAINT FOREIGN CHECK FULLTEXT SPATIAL PERIOD'.split(' '),
);

function referenceOf(column: string, words: readonly string[], table: string): Reference {
  const open = words.indexOf('(');
  const names = words.slice(0, open < 0 ? 1 : open).filter((word) => word !== '.');
  const schema = names.length > 1 ? nameOf(names[0] ?? '') : table.slice(0, table.indexOf('.'));
  const referenced = nameOf(words[open + 1] ?? '');
  const isRestricting = !words.some((word) => /^(?:cascade|set)$/i.test(word));
  const isCascading = /\bon delete cascade\b/i.test(words.join(' '));
  const reference = { column, table: `${schema}.${nameOf(names.at(-1) ?? '')}`, referenced, isRestricting };
  return isCascading ? { ...reference, isCascading } : reference;
}

/** The names in the first parentheses. */
function namesIn(words: readonly string[]): string[] {
  const open = words.indexOf('(');
  const names: string[] = [];
  let depth = 0;
  for (const word of words.slice(open)) {
    if (word === '(') depth++;
    else if (word === ')') depth--;
    else if (depth === 1 && word !== ',' && !/^(?:asc|desc)$/i.test(word)) names.push(nameOf(word));
    if (depth === 0) break;
  }
  return names;
}

/** What stands between the commas of the first parentheses, token by token. */
function* itemsOf(sql: Buffer): Iterable<string[]> {
  const lexer = tokensOf(sql).read();
  let depth = 0;
  let words: string[] = [];
  for (let kind = lexer.nextSignificant(); kind !== TokenKind.end; kind = lexer.nextSignificant()) {
    const text = sql.toString('utf8', lexer.start, lexer.end);
    const isOperator = kind === TokenKind.operator;
    if (isOperator && text === '(' && depth++ === 0) continue;
    if (isOperator && text === ')' && --depth === 0) break;
    if (depth === 0) continue;
    if (depth === 1 && isOperator && text === ',') {
      yield words;
      words = [];
    } else words.push(kind === TokenKind.string ? "''" : text);
  }
  if (words.length > 0) yield words;
}

function nameOf(word: string): string {
  return word.replace(/^([`"])(.*)\1$/s, '$2').toLowerCase();
}
