import { expect, test } from 'vitest';
import { PLAIN_MARKS, statementDiff, wordDiff } from '../../../../src/tools/diff/word-diff.ts';

test.each([
  ["id = '9eac457a-1-2'", "id = 'f5929049-1-2'", "id = [-'9eac457a-1-2'-]{+'f5929049-1-2'+}"],
  ["'it''s a', 1", "'it\\'s a', 1.5", "[-'it''s a'-]{+'it\\'s a'+}, [-1-]{+1.5+}"],
  [
    '[{"text":"2026-01-01 10:00"}]',
    '[{"text":"2026-01-02 10:00"}]',
    '[{"text":[-"2026-01-01 10:00"-]{+"2026-01-02 10:00"+}}]',
  ],
  ['ORDER BY id', 'ORDER BY name', 'ORDER BY [-id-]{+name+}'],
  ["'never ends", "'never ended", "'never [-ends-]{+ended+}"],
  ['', '🍣', '{+🍣+}'],
])('%s and %s', (from, to, marked) => {
  expect(wordDiff(from, to, PLAIN_MARKS)).toBe(marked);
});

test('bound values are put in where they fit', () => {
  const sql = 'SELECT a -- ?\nFROM t WHERE a = ?';
  const [from, to] = ['Ada', "O'Neil"].map((name) => ({ sql, parameters: JSON.stringify([{ text: name }]) }));
  if (from === undefined || to === undefined) return;
  expect(statementDiff(from, to, PLAIN_MARKS)).toEqual({
    text: "SELECT a -- ?\nFROM t WHERE a = [-'Ada'-]{+'O''Neil'+}",
    bound: null,
  });
  const bulk = { sql, parameters: '[1,2]' };
  expect(statementDiff(bulk, to, PLAIN_MARKS).bound).toContain("O'Neil");
});

test('a long text takes bounded time, and says that it is cut', () => {
  const long = (value: string) => Array.from({ length: 20_000 }, () => value).join(' ');
  const startedAt = performance.now();
  expect(wordDiff(long('a'), long('b'), PLAIN_MARKS)).toMatch(/…$/);
  expect(performance.now() - startedAt).toBeLessThan(5000);
});
