// Tables for a terminal, with what must not act there.

import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { renderTable } from '../../../../src/cli/inspect/table.ts';

test('NULL, a text of that name, numbers and bytes are told apart', () => {
  const table = renderTable(
    ['a\u001b[2J', 'n'],
    [
      [{ kind: 'null' }, { kind: 'number', text: '7' }],
      [
        { kind: 'text', text: 'NULL' },
        { kind: 'number', text: '123' },
      ],
      [{ kind: 'hex', bytes: Buffer.alloc(16) }, { kind: 'null' }],
      [{ kind: 'hex', bytes: Buffer.alloc(17) }, { kind: 'null' }],
    ],
  );
  const rows = stripVTControlCharacters(table).split('\n');
  expect(table).not.toContain('\u001b[2J');
  expect(table).toContain('a\\x1b[2J');
  expect(rows.find((row) => row.includes("'NULL'"))).toMatch(/ 123 │$/);
  expect(rows.find((row) => row.includes('  7'))).toMatch(/^│ NULL .* {3}7 │$/);
  expect(rows.filter((row) => row.includes(`0x${'00'.repeat(16)}`)).map((row) => row.includes('… (17 bytes)'))).toEqual(
    [...[false, true]],
  );
});
