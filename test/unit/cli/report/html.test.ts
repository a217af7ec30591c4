// What a page of a report shows beside the recording.

import { expect, test } from 'vitest';
import { diffChanges, pageLink, verifyChanges } from '../../../../src/cli/report/html.ts';
import type { Difference, Side } from '../../../../src/tools/diff/compare-recordings.ts';

const side = (exchange: number, statement: string | null, parameters: string | null = null): Side =>
  ({ exchange, statement, parameters, command: 'COM_PING', scope: '' }) as Side;

test('differences, each with its statement and where it is in the recording that is shown', () => {
  const differences = [
    { kind: 'added', to: side(9, 'SELECT 1') },
    { kind: 'gone', from: side(2, null) },
    { kind: 'moved', from: side(3, 'SELECT 3'), to: side(5, 'SELECT 3') },
    { kind: 'asked', from: side(4, 'SELECT a', '[1]'), to: side(4, 'SELECT b', '[2]') },
    { kind: 'changed', from: side(6, 'SELECT 6'), to: side(7, 'SELECT 6'), changes: [] },
  ] as unknown as Difference[];
  const { what, summary, items } = diffChanges(differences);
  expect([what, summary]).toEqual(['diff', '5 differences']);
  expect(items.map(({ kind, title, exchanges }) => [kind, title, exchanges])).toEqual([
    ['added', 'SELECT 1', []],
    ['gone', 'COM_PING', [2]],
    ['moved', 'SELECT 3', [3]],
    ['asked', 'SELECT b', [4]],
    ['changed', 'SELECT 6', [6]],
  ]);
  expect(items[2]?.lines).toEqual(['asked as exchange 3 before, as 5 after']);
  expect(items[3]?.lines).toHaveLength(2);
  expect(items[3]?.lines[1]).toMatch(/^with /);
});

test('drifts of a live server, with how much was compared', () => {
  const report = {
    ...{
      recording: 'x.db',
      minShare: 50,
      exchanges: 10,
      compared: 1,
      asked: 1,
      tables: [],
      drifting: 1,
      withheld: [],
      skipped: {},
    },
    drifts: [{ exchange: 3, sql: null, command: 'COM_PING', changes: [] }],
  };
  const { what, summary, items } = verifyChanges(report as never);
  expect(what).toBe('verify');
  expect(summary).toMatch(/1 drift/);
  expect(items).toMatchObject([{ kind: 'changed', title: 'COM_PING', exchanges: [3] }]);
});

test('a link opens the page at what it is about', () => {
  expect(pageLink('/tmp/a b.html', '#x=1')).toBe('file:///tmp/a%20b.html#x=1');
});
