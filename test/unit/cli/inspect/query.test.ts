// SQL on a recording, as `mock inspect --sql` prints it.

import { expect, onTestFinished, test, vi } from 'vitest';
import { showQuery } from '../../../../src/cli/inspect/query.ts';
import { SAMPLE } from '../../../support/edited-recording.ts';

async function printed(sql: string, isJson: boolean): Promise<string> {
  const pieces: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((piece) => {
    pieces.push(String(piece));
    return true;
  });
  onTestFinished(() => write.mockRestore());
  await showQuery(SAMPLE, sql, isJson);
  write.mockRestore();
  return pieces.join('');
}

test('as JSON each row is a line, with bytes as digits and large numbers as text', async () => {
  const sql = "SELECT 1 AS a, NULL AS b, x'00ff' AS c, 9007199254740993 AS d, 'é' AS e UNION ALL SELECT 2, 3, 4, 5, 6";
  expect(await printed(sql, true)).toBe(
    '{"a":1,"b":null,"c":{"hex":"00ff"},"d":"9007199254740993","e":"é"}\n{"a":2,"b":3,"c":4,"d":5,"e":6}\n',
  );
});

test('a table has its head where there are no rows, and long results come as several', async () => {
  expect(await printed("SELECT 1 AS alone WHERE 'a' = 'b'", false)).toContain('alone');
  const many = (count: number) =>
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count}) SELECT i AS alone FROM n`;
  expect((await printed(many(1001), false)).match(/alone/g)).toHaveLength(2);
});
