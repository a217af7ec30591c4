// One statement by its first word: which tables it reads and writes, and what it makes anew.

import { keyword, keywordSet, keywordText } from '../words/keywords.ts';
import { type LexerOptions, TokenKind } from '../words/token.ts';
import type { AccessCursor } from './access-cursor.ts';
import { DefinitionReader } from './access-definitions.ts';
import type { Mention } from './access-mentions.ts';
import type { AccessKind, DataAccess, TableAccess } from './access-shape.ts';
import { K, QUERY_STARTS, SHOW_OF_SESSION } from './access-words.ts';

const CONTROL = keywordSet('COMMIT ROLLBACK SAVEPOINT RELEASE START XA LOCK UNLOCK');
/** What none but the session sees; PREPARE only names a statement. */
const SESSION = keywordSet('USE PREPARE DEALLOCATE GET KILL HELP SIGNAL RESIGNAL');
const MAINTENANCE = keywordSet('ANALYZE CHECK OPTIMIZE REPAIR CHECKSUM');
const EXPLAINING = keywordSet('EXPLAIN DESCRIBE DESC');
const ABOUT_COLUMNS = keywordSet('COLUMNS FIELDS INDEX INDEXES KEYS');
const STATUS = keyword('STATUS');
const TABLE_STATUS = keywordSet('TABLE TABLES OPEN');

/** Reads the statement whose first word the cursor stands on; the cursor then stands on its semicolon or the end. */
export function readOneAccess(cursor: AccessCursor, options: LexerOptions): DataAccess {
  return new StatementReader(cursor, options).read();
}

class StatementReader extends DefinitionReader {
  #kind: AccessKind = 'unknown';

  read(): DataAccess {
    const { cursor } = this;
    const verb = cursor.kind === TokenKind.word ? keywordText(cursor.keyword) || cursor.name.toUpperCase() : '';
    this.#kind = this.#statement(verb);
    // what is left behind is what was not understood
    if (!cursor.isEnd) {
      this.toEnd();
      this.readsAll = true;
      if (this.#kind !== 'read') this.writesAll = true;
    }
    return this.#describe(verb);
  }

  /** Takes the statement to its end, as far as it is understood. */
  #statement(verb: string): AccessKind {
    const { cursor } = this;
    if (cursor.isOpen || cursor.isIn(QUERY_STARTS)) return this.#queryOrWrite();
    if (cursor.isIn(CONTROL)) return this.#passed('control');
    if (cursor.isIn(SESSION)) return this.#passed('session');
    // CHECKSUM alone ends no transaction
    if (cursor.isIn(MAINTENANCE)) return this.#done(verb === 'CHECKSUM' ? 'read' : 'definition', () => this.maintain());
    if (cursor.isIn(EXPLAINING)) return this.#explain();
    switch (verb) {
      case 'INSERT':
      case 'REPLACE':
        return this.#done('write', () => this.insert(verb === 'REPLACE'));
      case 'UPDATE':
        return this.#done('write', () => this.update());
      case 'DELETE':
        return this.#done('write', () => this.delete());
      case 'LOAD':
        return this.#done('write', () => this.load());
      case 'CREATE':
        return this.#done('definition', () => this.create());
      case 'DROP':
        return this.#drop();
      case 'ALTER':
        return this.#done('definition', () => this.alter());
      case 'RENAME':
        return this.#done('definition', () => this.rename());
      case 'TRUNCATE':
        return this.#done('definition', () => this.truncate());
      case 'SHOW':
        return this.#show();
      case 'SET':
        return this.#set();
      case 'DO':
        return this.#done('read', () => this.toEnd());
      case 'BEGIN':
        return this.#begin();
      case 'HANDLER':
        return this.#handler();
      case 'CALL':
        return this.#call();
      // which accounts and tables they are about their text tells, see data/account-use.ts
      case 'GRANT':
      case 'REVOKE':
      case 'FLUSH':
        return this.#ofAccounts();
      default:
        return this.#unknown();
    }
  }

  #done(kind: AccessKind, read: () => void): AccessKind {
    read();
    return kind;
  }

  #passed(kind: AccessKind): AccessKind {
    while (!this.cursor.isEnd) this.cursor.next();
    return kind;
  }

  #unknown(): AccessKind {
    this.readsAll = true;
    this.writesAll = true;
    this.callsUnknown = true;
    this.callsNameless = true;
    return this.#passed('unknown');
  }

  /** It runs no program, which what is unknown may do: it is told from that by its kind. */
  #ofAccounts(): AccessKind {
    this.readsAll = true;
    this.writesAll = true;
    return this.#passed('definition');
  }

  /** WITH may stand before UPDATE and DELETE too. */
  #queryOrWrite(): AccessKind {
    const { cursor } = this;
    if (cursor.is(K.WITH)) {
      this.with();
      if (cursor.is(K.UPDATE)) return this.#done('write', () => this.update());
      if (cursor.is(K.DELETE)) return this.#done('write', () => this.delete());
    }
    this.query();
    return 'read';
  }

  #drop(): AccessKind {
    if (this.cursor.peek().keyword === PREPARE) return this.#passed('session');
    return this.#done('definition', () => this.drop());
  }

  /** EXPLAIN says how a statement would be done, DESCRIBE t and EXPLAIN t what columns a table has. */
  #explain(): AccessKind {
    const { cursor } = this;
    cursor.next();
    const isAnalyze = cursor.is(K.ANALYZE);
    // of a union each part may stand in parentheses
    while (!cursor.isEnd && !cursor.isOpen && !cursor.isIn(EXPLAINED)) cursor.next();
    if (!cursor.isOpen && !cursor.isIn(EXPLAINED)) {
      this.readsDefinitions = true;
      return 'read';
    }
    const kind = this.#statement(keywordText(cursor.keyword));
    for (const mention of this.mentions) {
      [mention.pins, mention.bounds, mention.links] = [[], [], []];
      mention.isNever = false;
    }
    this.forgets.length = 0;
    this.commutes = null;
    this.clears = null;
    if (isAnalyze) return kind;
    this.writes.length = 0;
    this.writesAll = false;
    return 'read';
  }

  /** SHOW tells of definitions, of the session, or of how many rows there are. */
  #show(): AccessKind {
    const { cursor } = this;
    let isOfSession = false;
    let isOfRows = false;
    for (let previous = 0; !cursor.isEnd; cursor.next()) {
      if (cursor.isIn(SHOW_OF_SESSION) && (previous === 0 || !isOfSession)) isOfSession = true;
      if (cursor.is(STATUS) && TABLE_STATUS[previous] === 1) isOfRows = true;
      // cardinalities of indexes
      if (cursor.isIn(ABOUT_COLUMNS) && !cursor.is(COLUMNS) && !cursor.is(FIELDS)) isOfRows = true;
      // AUTO_INCREMENT=…
      if (cursor.is(K.TABLE) && previous === K.CREATE) isOfRows = true;
      if (cursor.is(K.WHERE)) {
        this.toEnd();
        break;
      }
      previous = cursor.keyword;
    }
    if (isOfRows) this.readsAll = true;
    if (!isOfSession || isOfRows) this.readsDefinitions = true;
    return 'read';
  }

  /** SET @x = (SELECT …), and what is none but in its name: SET STATEMENT … FOR, SET PASSWORD, SET GLOBAL. */
  #set(): AccessKind {
    const { cursor } = this;
    cursor.next();
    if (cursor.is(K.STATEMENT)) {
      while (!cursor.isEnd && !cursor.is(K.FOR)) cursor.next();
      cursor.next();
      return this.#statement(keywordText(cursor.keyword));
    }
    // changes accounts
    if (cursor.is(K.PASSWORD) || cursor.is(K.DEFAULT)) return this.#ofAccounts();
    this.toEnd();
    return 'session';
  }

  /** BEGIN [WORK] begins a transaction, BEGIN NOT ATOMIC a block of statements. */
  #begin(): AccessKind {
    const { cursor } = this;
    cursor.next();
    cursor.skip(K.WORK);
    return cursor.isEnd ? 'control' : this.#unknown();
  }

  #handler(): AccessKind {
    this.cursor.next();
    if (this.mention() === null) this.readsAll = true;
    return this.#passed('read');
  }

  /** CALL p, CALL p(…): what its arguments read counts as well. */
  #call(): AccessKind {
    const { cursor } = this;
    cursor.next();
    const name = this.tableName();
    if (name === null) return this.#unknown();
    this.callsUnknown = true;
    this.calls.push({ schema: name.schema, name: name.name });
    this.toEnd();
    return 'unknown';
  }

  #describe(verb: string): DataAccess {
    const { callsUnknown } = this;
    const isNamed = callsUnknown && !this.callsNameless && !this.cursor.isConditional;
    const isCertain = !this.cursor.isConditional && !callsUnknown;
    const reads = [...this.mentions, ...this.sequences];
    const tablesOf = (mentions: readonly Mention[]) => mentions.map((one) => accessOf(one, reads, isCertain));
    const writes = [...this.writes, ...this.sequences];
    // SET @id = NEXTVAL(s) writes like a SELECT of it
    const takes = writes.length > 0 && (this.#kind === 'read' || this.#kind === 'session');
    const kind = callsUnknown ? 'unknown' : takes ? 'write' : this.#kind;
    return {
      kind,
      verb,
      reads: callsUnknown || this.readsAll ? 'all' : tablesOf(reads),
      writes: callsUnknown || this.writesAll ? 'all' : tablesOf(writes),
      forgets: isCertain ? this.forgets.map(({ schema, name }) => ({ schema, name })) : [],
      ...(isCertain && this.clears !== null && { clears: this.clears }),
      forgetsSchema: isCertain ? this.forgetsSchema : null,
      commutes: isCertain && this.sequences.length === 0 ? this.commutes : null,
      assigned: [...this.assigned],
      ...(this.asGiven.size > 0 && { asGiven: [...this.asGiven] }),
      ...(this.constants.length > 0 && { given: this.constants }),
      isUpsert: this.isUpsert,
      mixesRows: this.mixesRows || !isCertain,
      locksReads: this.locksReads,
      callsUnknown,
      ...(isNamed && {
        calls: {
          names: [...this.calls],
          reads: this.readsAll ? 'all' : tablesOf(reads),
          writes: this.writesAll ? 'all' : tablesOf(writes),
        },
      }),
      readsDefinitions: this.readsDefinitions,
      isTemporary: this.isTemporary,
    };
  }
}

const PREPARE = keyword('PREPARE');
const COLUMNS = keyword('COLUMNS');
const FIELDS = keyword('FIELDS');
const EXPLAINED = keywordSet('SELECT WITH VALUES TABLE INSERT REPLACE UPDATE DELETE');

function accessOf(mention: Mention, reads: readonly Mention[], isCertain: boolean): TableAccess {
  const { schema, name, pins, bounds } = mention;
  if (!isCertain) return { schema, name, pins: [], bounds: [] };
  const links = mention.links.flatMap(({ column, of, ofColumn }) => {
    const at = (reads as readonly object[]).indexOf(of);
    return at < 0 ? [] : [{ column, of: at, ofColumn }];
  });
  const isNever = mention.isNever === true;
  return { schema, name, pins, bounds, ...(links.length > 0 && { links }), ...(isNever && { isNever }) };
}
