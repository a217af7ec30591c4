// One option file, line by line. What single lines stand for is tested with how files are read (option-files.test.ts).

import { expect, test } from 'vitest';
import { parseOptionFile } from '../../../../src/cli/config/option-file.ts';

test('files are included before any group, wherever a directive stands', () => {
  expect(parseOptionFile('!include /a b\n  !includedir   /c  \n!includedirs /d\n!include', 'f')).toEqual([
    { kind: 'include', path: '/a b', line: 1 },
    { kind: 'includedir', path: '/c', line: 2 },
  ]);
});

test('line breaks of Windows belong to no value, and lines are numbered with the empty ones', () => {
  expect(parseOptionFile('[client]\r\n\r\nuser=a\r\n[Mock ]\r\nuser\r\n', 'f')).toEqual([
    { kind: 'option', group: 'client', name: 'user', value: 'a', line: 3 },
    { kind: 'option', group: 'mock', name: 'user', value: null, line: 5 },
  ]);
});

test.each([
  ['a=""', ''],
  ["a='", "'"],
  [`a='x"`, `'x"`],
  ['a="#"', '#'],
  ['a=\\t\\n\\r\\b', '\t\n\r\b'],
  ['a=\\\\n', '\\n'],
])('%s', (line, value) => {
  expect(parseOptionFile(`[x]\n${line}`, 'f')).toMatchObject([{ name: 'a', value }]);
});
