// A page as a file stays within its limit: at it all is there, one byte below something is left out and said.

import { randomBytes } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { tellingLeft } from '../../../src/cli/report/html.ts';
import { boundedFile } from '../../../src/page/bounded-file.ts';
import { collectPage } from '../../../src/page/collect.ts';
import type { PageChanges } from '../../../src/page/page-data.ts';
import { openRecording } from '../../../src/store/reading/reader.ts';

const SAMPLE = 'recordings/sample-mysql-9.7.db';
const ASSETS = { script: '', style: '' };

/** What no gzip makes shorter than half. */
function differences(count: number, bytes: number): PageChanges {
  const items = Array.from({ length: count }, (_, index) => ({
    kind: 'changed',
    title: `SELECT ${index}`,
    exchanges: [1],
    lines: [randomBytes(bytes / 2).toString('hex')],
  }));
  return { what: 'diff', summary: `${count} differences`, items };
}

test('a file at its limit is whole; one byte less, and what is left out is said', () => {
  const reader = openRecording(SAMPLE);
  const changes = differences(200, 2000);
  // the time of day would pack to one byte more or less
  const collect = (maxBytes: number) => ({ ...collectPage(reader, { changes, maxBytes }), made: '' });
  const whole = boundedFile(collect, ASSETS);
  expect(whole.left).toEqual([]);
  const { length } = whole.html;
  expect(boundedFile(collect, ASSETS, length).left).toEqual([]);
  const cut = boundedFile(collect, ASSETS, length - 1);
  expect(cut.html.length).toBeLessThan(length);
  expect(cut.left[0]).toMatch(/^\d+ differences were left out: --report differences\.json has all$/);
  reader.close();
});

test('the data has a limit of its own; what the report is about comes before exchanges', () => {
  const reader = openRecording(SAMPLE);
  const bytesOf = (maxBytes: number, changes: PageChanges | null = null) => {
    const data = collectPage(reader, { changes, maxBytes });
    return { ...data, size: JSON.stringify(data).length };
  };
  const some = bytesOf(16_000);
  expect(some.size).toBeLessThan(17_000);
  expect(some.exchanges.length).toBeGreaterThan(5);
  expect(some.exchanges.length).toBeLessThan(34);
  expect(some.left[0]).toBe(`${34 - some.exchanges.length} exchanges were left out: mock ui ${SAMPLE} shows all`);
  expect(bytesOf(40_000).left).toEqual([]);
  const many = bytesOf(100_000, differences(100, 1000));
  expect(many.changes?.items.length).toBeGreaterThan(40);
  expect(many.exchanges).toHaveLength(34);
  expect(many.size).toBeLessThan(101_000);
  reader.close();
});

test('the terminal says it too, with how to get it', () => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(tellingLeft({ html: '<p>', left: ['5 misses were left out: --report misses.json has all'] })).toBe('<p>');
  const said = write.mock.calls.map(([text]) => text);
  write.mockRestore();
  expect(said).toEqual(['mock: the page is not whole: 5 misses were left out: --report misses.json has all\n']);
});
