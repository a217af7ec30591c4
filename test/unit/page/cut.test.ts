import { expect, test } from 'vitest';
import { collectPage } from '../../../src/page/collect.ts';
import { cutText, cutWithin } from '../../../src/page/cut.ts';
import { pageMisses } from '../../../src/page/page-misses.ts';
import { loaded, opened, textOf } from '../../support/edited-recording.ts';

test('a text says how long it was', () => {
  expect(cutText('abcdef', 3)).toBe('abc… (6 characters)');
  expect(cutWithin({ a: ['abcdef', { hex: 'abcdef' }, null, 5, 6] }, 3)).toEqual({
    a: ['abc… (6 characters)', { hex: 'abc… (6 characters)' }, null],
  });
});

test('a page of huge statements, cells and misses is small', () => {
  const huge = 'x'.repeat(2_000_000);
  const exchange = [
    `COM_QUERY\n| SELECT '${huge}'\n=>\ncolumns columns-71519fdea358 eof 0x0022\n| orders |\n| 1 |\nend status 0x0022`,
  ];
  const data = collectPage(opened(loaded(textOf(exchange))), {
    changes: { what: 'diff', summary: '1', items: [{ kind: 'changed', title: huge, exchanges: [1], lines: [huge] }] },
  });
  expect(JSON.stringify(data).length).toBeLessThan(200_000);
  expect(data.exchanges[0]?.sql).toMatch(/… \(2000009 characters\)$/);
  const miss = {
    ...{ time: '', connection: 1, before: [], reason: 'unknown' as const, command: 'COM_QUERY', sql: huge },
    ...{ parameters: huge, database: '', scope: '', state: '', nearest: null, others: [], nearestScopes: [] },
  };
  expect(JSON.stringify(pageMisses([{ miss, count: 1 }], 'x.db', true)).length).toBeLessThan(400_000);
});
