// A statement is cut into tokens by its reading, once. Who else cuts a text is in a table of src/sql/README.md, with the reason.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const SRC = join(import.meta.dirname, '..', '..', '..', 'src');

test('nobody cuts a statement into tokens but those that the table names', () => {
  const found = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && /\bnew (?:Lexer|Tokens)\(/.test(readFileSync(join(SRC, path), 'utf8')))
    .map((path) => path.replaceAll('\\', '/'));
  const readme = readFileSync(join(SRC, 'sql', 'README.md'), 'utf8');
  const told = [...readme.matchAll(/^\| `([\w/.-]+\.ts)` \|/gm)].map(([, path]) => path);
  expect(found.sort()).toEqual(told.sort());
});
