// What a statement adds to a table's keys behind its CREATE: ALTER TABLE … ADD UNIQUE, PRIMARY KEY, FOREIGN KEY, and CREATE
// UNIQUE INDEX, as migrations write them.
// https://dev.mysql.com/doc/refman/en/alter-table.html, https://dev.mysql.com/doc/refman/en/create-index.html

import type { Reference } from './reference.ts';

export interface AddedKeys {
  readonly unique: readonly (readonly string[])[];
  readonly references: readonly Reference[];
}

const NAME = '(?:`[^`]+`|[\\w$]+)';
const COLUMNS = '\\(((?:[^()]|\\(\\d+\\))*)\\)';
const CONSTRAINT = `(?:constraint (?:${NAME} )?)?`;
const KIND = '(?: using (?:btree|hash))?';
const ADD_UNIQUE = new RegExp(
  `^add ${CONSTRAINT}(?:unique(?: key| index)?|primary key)(?: ?${NAME})?${KIND} ?${COLUMNS}${KIND}$`,
  'i',
);
const ADD_REFERENCE = new RegExp(
  `^add ${CONSTRAINT}foreign key(?: ?${NAME})? ?${COLUMNS} references ((?:${NAME} ?\\. ?)?${NAME}) ?${COLUMNS}(?: on (?:delete|update) (?:cascade|restrict|set null|set default|no action))*$`,
  'i',
);
const CREATE_INDEX = new RegExp(
  `^create unique index(?: if not exists)? ${NAME}${KIND} on (?:${NAME} ?\\. ?)?${NAME} ?${COLUMNS}${KIND}$`,
  'i',
);
const ALTER = new RegExp(`^alter (?:ignore )?table (?:${NAME} ?\\. ?)?${NAME} `, 'i');
/** Words of which any may change which columns are keys. */
const CHANGES_KEYS = /\b(?:unique|primary|references|auto_increment|rename|change|drop)\b/i;

/**
 * @param sql in its normal form @param schema that of the table
 * @returns what it adds; null where what it does to keys is not clear
 */
export function addedKeys(sql: string, schema: string): AddedKeys | null {
  const index = CREATE_INDEX.exec(sql)?.[1];
  if (index !== undefined) return { unique: [namesOf(index)], references: [] };
  const head = ALTER.exec(sql)?.[0];
  if (head === undefined) return null;
  const unique: (readonly string[])[] = [];
  const references: Reference[] = [];
  for (const clause of clausesOf(sql.slice(head.length))) {
    const key = ADD_UNIQUE.exec(clause)?.[1];
    const [, own, table = '', referenced] = ADD_REFERENCE.exec(clause) ?? [];
    if (key !== undefined) unique.push(namesOf(key));
    else if (own !== undefined && referenced !== undefined)
      references.push({
        ...referenceOf(own, table, referenced, schema),
        isRestricting: !/ on (?:delete|update) (?:cascade|set)/i.test(clause),
        ...(/ on delete cascade/i.test(clause) && { isCascading: true }),
      });
    else if (CHANGES_KEYS.test(clause)) return null;
  }
  return { unique, references };
}

function referenceOf(own: string, table: string, referenced: string, schema: string): Reference {
  const [name = '', other = schema] = namesOf(table.replace('.', ',')).reverse();
  return { column: namesOf(own)[0] ?? '', table: `${other}.${name}`, referenced: namesOf(referenced)[0] ?? '' };
}

function namesOf(list: string): string[] {
  return list.split(',').map((one) =>
    one
      .trim()
      .replace(/\(\d+\)/, '')
      .replace(/ (?:asc|desc)$/i, '')
      .replaceAll('`', '')
      .trim()
      .toLowerCase(),
  );
}

/** What stands between the commas outside of parentheses and quotes. */
function clausesOf(text: string): string[] {
  const clauses: string[] = [];
  let [depth, from] = [0, 0];
  const tokens = /`[^`]*`|'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|[(),;]/gs;
  for (const { 0: token, index } of text.matchAll(tokens)) {
    if (token === '(') depth++;
    else if (token === ')') depth--;
    else if ((token === ',' || token === ';') && depth === 0) {
      clauses.push(text.slice(from, index).trim());
      from = index + 1;
    }
  }
  const last = text.slice(from).trim();
  return last === '' ? clauses : [...clauses, last];
}
