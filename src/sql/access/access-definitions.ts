// What defines tables, views and databases: which of them, and what they hold afterwards.
// https://dev.mysql.com/doc/refman/en/sql-data-definition-statements.html

import { keywordSet } from '../words/keywords.ts';
import type { Mention } from './access-mentions.ts';
import { K, QUERY_STARTS } from './access-words.ts';
import { WriteReader } from './access-writes.ts';

/** Words between CREATE, DROP or ALTER and what it is about. */
const MODIFIERS = keywordSet(
  `OR REPLACE TEMPORARY IF NOT EXISTS ONLINE OFFLINE IGNORE UNIQUE FULLTEXT SPATIAL AGGREGATE ALGORITHM DEFINER SQL SECURITY`,
);

/** They tell of tables, and leave all rows as they are. */
const LOOKING = keywordSet('ANALYZE CHECK CHECKSUM');

export abstract class DefinitionReader extends WriteReader {
  protected isTemporary = false;
  protected forgetsSchema: string | null = null;

  /** The cursor stands on CREATE. */
  protected create(): void {
    const words = this.#modifiers();
    const isAnew = !words.has(K.IF);
    const { cursor } = this;
    if (cursor.is(K.TABLE)) this.#createTable(words);
    else if (cursor.is(K.VIEW)) this.#createView();
    else if (cursor.is(K.INDEX)) this.#index();
    else if (cursor.is(K.DATABASE) || cursor.is(K.SCHEMA)) this.#schema(isAnew);
    else this.#anything();
  }

  /** The cursor stands on DROP. */
  protected drop(): void {
    const words = this.#modifiers();
    const { cursor } = this;
    this.isTemporary = words.has(K.TEMPORARY);
    if (cursor.is(K.TABLE) || cursor.is(K.TABLES) || cursor.is(K.VIEW)) {
      cursor.next();
      this.#skipIfExists();
      for (const table of this.#list()) this.#makeAnew(table);
      this.toEnd();
    } else if (cursor.is(K.INDEX)) this.#index();
    else if (cursor.is(K.DATABASE) || cursor.is(K.SCHEMA)) this.#schema(true);
    else this.#anything();
  }

  /** The cursor stands on ALTER, which keeps the rows, or makes others of them. */
  protected alter(): void {
    this.#modifiers();
    const { cursor } = this;
    if (!cursor.is(K.TABLE)) {
      this.#anything();
      return;
    }
    cursor.next();
    this.#skipIfExists();
    const table = this.mention();
    if (table === null) this.writesAll = true;
    else this.writes.push(table);
    while (!cursor.isEnd) {
      const isRename = cursor.is(K.RENAME);
      cursor.next();
      if (isRename && !cursor.isIn(RENAMED_PARTS)) this.#renamedTo();
      // partitions are exchanged with another table, unions name others
      else if (cursor.isIn(NAMING_OTHERS)) this.writesAll = true;
    }
  }

  #renamedTo(): void {
    const { cursor } = this;
    if (cursor.is(K.TO) || cursor.is(K.AS)) cursor.next();
    const table = this.mention();
    if (table !== null) this.writes.push(table);
  }

  /** RENAME TABLE a TO b, c TO d. */
  protected rename(): void {
    const { cursor } = this;
    cursor.next();
    if (!cursor.is(K.TABLE) && !cursor.is(K.TABLES)) {
      this.#anything();
      return;
    }
    cursor.next();
    this.#skipIfExists();
    while (!cursor.isEnd) {
      const table = this.mention();
      if (table !== null) this.writes.push(table);
      while (!cursor.isEnd && !cursor.is(K.TO) && !cursor.isComma) cursor.next();
      cursor.next();
    }
  }

  /** TRUNCATE [TABLE] t. */
  protected truncate(): void {
    this.cursor.next();
    this.cursor.skip(K.TABLE);
    const [table] = this.#list();
    if (table !== undefined) this.#makeAnew(table);
    this.toEnd();
  }

  /** ANALYZE, CHECK, OPTIMIZE, REPAIR, CHECKSUM TABLE a, b. */
  protected maintain(): void {
    const { cursor } = this;
    const isLookedAt = cursor.isIn(LOOKING);
    while (!cursor.isEnd && !cursor.is(K.TABLE) && !cursor.is(K.TABLES)) cursor.next();
    if (cursor.isEnd) {
      this.#anything();
      return;
    }
    cursor.next();
    const tables = this.#list();
    if (!isLookedAt) this.writes.push(...tables);
    this.toEnd();
  }

  #modifiers(): ReadonlySet<number> {
    const { cursor } = this;
    const words = new Set<number>();
    cursor.next();
    // DEFINER = `u`@`h`, ALGORITHM = MERGE: up to the first word that says what it is about
    while (!cursor.isEnd && !cursor.isOpen && !cursor.isIn(KINDS)) {
      if (cursor.isIn(MODIFIERS)) words.add(cursor.keyword);
      cursor.next();
    }
    return words;
  }

  #createTable(words: ReadonlySet<number>): void {
    const { cursor } = this;
    this.isTemporary = words.has(K.TEMPORARY);
    cursor.next();
    const isKept = cursor.is(K.IF);
    this.#skipIfExists();
    const table = this.mention();
    if (table === null) {
      this.#anything();
      return;
    }
    this.writes.push(table);
    if (!isKept) this.forgets.push(table);
    if (cursor.is(K.LIKE)) this.#like();
    else if (cursor.isOpen && cursor.peek().keyword === K.LIKE) {
      cursor.next();
      this.#like();
    }
    this.#selectWithin();
  }

  #like(): void {
    this.cursor.next();
    this.mention();
  }

  /** Definitions of columns are no expressions: only a query in or behind them is looked for. */
  #selectWithin(): void {
    const { cursor } = this;
    let depth = 0;
    while (!cursor.isEnd) {
      const isQuery = cursor.is(K.SELECT) || (depth === 0 && isQueryStart(cursor.keyword));
      if (isQuery) {
        this.query();
        if (!cursor.isClose) continue;
      }
      if (cursor.isOpen) depth++;
      else if (cursor.isClose) depth--;
      cursor.next();
    }
  }

  #createView(): void {
    const { cursor } = this;
    cursor.next();
    this.#skipIfExists();
    const view = this.mention();
    if (view === null) {
      this.#anything();
      return;
    }
    this.writes.push(view);
    this.forgets.push(view);
    this.#selectWithin();
  }

  /** CREATE INDEX i ON t (…), DROP INDEX i ON t. */
  #index(): void {
    const { cursor } = this;
    while (!cursor.isEnd && !cursor.is(K.ON)) cursor.next();
    cursor.next();
    const table = this.mention();
    if (table === null) this.writesAll = true;
    else this.writes.push(table);
    this.#skipRest();
  }

  #schema(isAnew: boolean): void {
    const { cursor } = this;
    cursor.next();
    const isKept = cursor.is(K.IF) && cursor.peek().keyword === K.NOT;
    this.#skipIfExists();
    const name = cursor.isName() ? cursor.name : null;
    this.writesAll = true;
    if (isAnew && !isKept) this.forgetsSchema = name;
    this.#skipRest();
  }

  /** Users, roles, routines, triggers, events, tablespaces: what they change nobody can tell. */
  #anything(): void {
    this.writesAll = true;
    this.readsAll = true;
    this.#skipRest();
  }

  #skipRest(): void {
    while (!this.cursor.isEnd) this.cursor.next();
  }

  #skipIfExists(): void {
    const { cursor } = this;
    while (cursor.is(K.IF) || cursor.is(K.NOT) || cursor.is(K.EXISTS)) cursor.next();
  }

  #list(): Mention[] {
    const { cursor } = this;
    const tables: Mention[] = [];
    for (;;) {
      const table = this.mention();
      if (table === null) {
        this.writesAll = true;
        return tables;
      }
      tables.push(table);
      if (!cursor.isComma) return tables;
      cursor.next();
    }
  }

  #makeAnew(table: Mention): void {
    this.writes.push(table);
    this.forgets.push(table);
  }
}

/** What CREATE, DROP and ALTER may be about. */
const KINDS = keywordSet(
  `TABLE TABLES VIEW INDEX DATABASE SCHEMA USER ROLE FUNCTION PROCEDURE TRIGGER EVENT SERVER TABLESPACE SEQUENCE PACKAGE
  LANGUAGE INSTANCE RESOURCE`,
);
/** ALTER TABLE t RENAME COLUMN, INDEX, KEY: no other table. */
const RENAMED_PARTS = keywordSet('COLUMN INDEX KEY');
const NAMING_OTHERS = keywordSet('EXCHANGE UNION');

function isQueryStart(keyword: number): boolean {
  return QUERY_STARTS[keyword] === 1 && keyword !== K.TABLE;
}
