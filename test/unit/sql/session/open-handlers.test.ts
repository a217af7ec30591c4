import { describe, expect, test } from 'vitest';
import { handlersAfter, handlerWord } from '../../../../src/sql/session/open-handlers.ts';
import type { SessionEffect } from '../../../../src/sql/session/session-effect.ts';

type Said = readonly [SessionEffect, string];

const OPEN: Said = [{ kind: 'handler', name: 'h' }, 'HANDLER t OPEN AS h'];
const NO_TABLES: ReadonlySet<string> = new Set<string>();

function behind(said: readonly Said[], temporaryTables = NO_TABLES): ReadonlyMap<string, string> {
  let handlers: ReadonlyMap<string, string> = new Map();
  for (const [effect, sql] of said) {
    handlers = handlersAfter(effect, { handlers, temporaryTables }, Buffer.from(sql)) ?? handlers;
  }
  return handlers;
}

describe('handlers', () => {
  test('one that was opened is another than none', () => {
    expect(handlerWord('h', { handlers: behind([OPEN]), temporaryTables: NO_TABLES })).not.toBe('none');
    expect(handlerWord('t', { handlers: behind([OPEN]), temporaryTables: NO_TABLES })).toBe('none');
  });

  test.each<Said>([
    [{ kind: 'temporary table', name: 't' }, 'CREATE TEMPORARY TABLE t (id INT)'],
    [{ kind: 'refused table' }, 'DROP TEMPORARY TABLE t'],
  ])('what may close them makes them others: %j', (...said) => {
    expect(behind([OPEN, said]).get('h')).not.toBe(behind([OPEN]).get('h'));
  });

  test('of a temporary table it is another', () => {
    expect(behind([OPEN], new Set(['t'])).get('h')).not.toBe(behind([OPEN]).get('h'));
  });

  test('a temporary table that another handler has open is refused: all count', () => {
    const temporaryTables = new Set(['t']);
    const other: Said = [{ kind: 'handler', name: 't' }, 'HANDLER t OPEN'];
    const word = (said: readonly Said[]) =>
      handlerWord('h', { handlers: behind(said, temporaryTables), temporaryTables });
    expect(word([other])).not.toBe(word([]));
  });
});
