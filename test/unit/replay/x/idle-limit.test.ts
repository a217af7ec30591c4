// How long a session may be idle: as it set that, else as somebody set it for all before the login, else as servers have it.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { IdleLimit, ServerIdleLimit } from '../../../../src/replay/x/idle-limit.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const asked = (text: string) =>
  ({ message: { type: 12, payload: Buffer.from(text) }, describe: () => ({ text }) }) as unknown as Parameters<
    IdleLimit['noteExecuted']
  >[0];

/** Seconds until a session ends that asks these and nothing else; null where that is more than a day. */
function endsAfter(server: ServerIdleLimit, ...statements: string[]): number | null {
  let end: number | null = null;
  const began = Date.now();
  const limit = new IdleLimit(() => {
    end ??= Math.round((Date.now() - began) / 1000);
  }, server);
  limit.begin();
  for (const text of statements) limit.noteExecuted(asked(text));
  vi.advanceTimersByTime(86_400_000);
  limit.reset();
  return end;
}

test('a session sets its own, within what the server takes', () => {
  const server = new ServerIdleLimit();
  expect(endsAfter(server)).toBe(28_800);
  expect(endsAfter(server, 'SET mysqlx_wait_timeout = 7')).toBe(7);
  expect(endsAfter(server, 'SET mysqlx_wait_timeout = 0')).toBe(1);
  expect(endsAfter(server, 'SET mysqlx_wait_timeout = @a')).toBe(28_800);
  expect(endsAfter(server, 'SET mysqlx_wait_timeout = 7, mysqlx_wait_timeout = DEFAULT')).toBe(28_800);
});

test.each([
  'SET GLOBAL mysqlx_wait_timeout = 5',
  'set @@global.mysqlx_wait_timeout=5',
  'SET @a = 1, GLOBAL `mysqlx_wait_timeout` := 5',
  'SET PERSIST mysqlx_wait_timeout = 5',
])('%s is for those that log in from then on, and what DEFAULT gives them', (text) => {
  const server = new ServerIdleLimit();
  expect(endsAfter(server, text)).toBe(28_800);
  expect(endsAfter(server)).toBe(5);
  expect(endsAfter(server, 'SET mysqlx_wait_timeout = 9', 'SET mysqlx_wait_timeout = DEFAULT')).toBe(5);
  server.noteGlobalsSet(Buffer.from('SET GLOBAL mysqlx_wait_timeout = DEFAULT'));
  expect(endsAfter(server)).toBe(28_800);
});
