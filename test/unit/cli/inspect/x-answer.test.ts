// What a server said over the X Protocol, for people and as JSON.

import { expect, test } from 'vitest';
import { xAnswerJson, xAnswerLines } from '../../../../src/cli/inspect/x-answer.ts';
import type { XResult } from '../../../../src/tools/history/x-results.ts';

const text = (value: string) => ({ kind: 'text' as const, text: value });
const column = (name: string) => ({ type: 7, name: Buffer.from(name) });

test('rows with the names of their columns, or with numbers where there are none', () => {
  const rows = { kind: 'rows', columns: [column('a')], rows: [[text('x')]], rowCount: 3 } as unknown as XResult;
  const lines = xAnswerLines(rows);
  expect(lines.join('\n')).toContain('a');
  expect(lines.at(-1)).toBe('3 rows, 2 of them not shown (--rows)');
  expect(xAnswerJson(rows)).toMatchObject({ rowCount: 3, columns: [{ name: 'a', table: '' }], rows: [['x']] });
  const unnamed = { kind: 'rows', columns: [], rows: [[text('x'), text('y')]], rowCount: 1 } as unknown as XResult;
  expect(xAnswerLines(unnamed).join('\n')).toContain('field 2');
  expect(xAnswerLines(unnamed).at(-1)).toBe('1 row');
});

test.each<[XResult, string, object]>([
  [{ kind: 'suspended' }, 'the cursor has more', { suspended: true }],
  [{ kind: 'notice', text: 'a note' }, 'notice: a note', { notice: 'a note' }],
  [{ kind: 'ok', message: '' }, 'OK', { ok: { message: '' } }],
  [{ kind: 'ok', message: 'bye!' }, 'OK: bye!', { ok: { message: 'bye!' } }],
  [
    { kind: 'error', error: { code: 1064, sqlState: '42000', msg: 'oh' } } as XResult,
    'ERROR 1064 (42000): oh',
    { error: { code: 1064, sqlState: '42000', message: 'oh' } },
  ],
])('%j', (answer, line, json) => {
  expect(xAnswerLines(answer).at(-1)).toBe(line);
  expect(xAnswerJson(answer)).toEqual(json);
});

test('what cannot be decoded is said to be', () => {
  const odd = { kind: 'undecodable', reason: 'too short' } as XResult;
  expect(xAnswerLines(odd).at(-1)).toContain('what follows cannot be decoded: too short');
  expect(xAnswerJson(odd)).toEqual({ undecodable: 'too short' });
});
