// Where the parts of a text stand.

import { expect, test } from 'vitest';
import { Line, type Lines } from '../../../../../src/tools/text/reading/scanner.ts';
import { indexText, type Section, sectionLines } from '../../../../../src/tools/text/reading/text-index.ts';
import { textInMemory } from '../../../../support/parse-text.ts';

const TEXT = [
  'mock-text 1',
  '# session 9 is a comment',
  'session 1',
  "  user 'é'",
  '  session 2 beside',
  '    x',
  '',
  'define bytes-1',
  '  > YQ==',
  'define columns-1',
  'session 3 belongs to the entry',
];

function indexOf(lines: readonly string[]) {
  const source = textInMemory(lines.join('\n'));
  const index = indexText(source);
  const first = (section: Section): [string | undefined, number | undefined] => {
    const line = sectionLines(source, section).take();
    return [line?.text, line?.number];
  };
  return { ...index, first };
}

test('head, sessions and entries, each with the numbers of its lines', () => {
  const { head, sessions, first } = indexOf(TEXT);
  expect(first(head)).toEqual(['mock-text 1', 1]);
  expect(sessions.map(first)).toEqual([
    ['session 1', 3],
    ['session 2 beside', 5],
  ]);
});

test('a section ends where the next one begins', () => {
  const source = textInMemory(TEXT.join('\n'));
  const [one] = indexText(source).sessions;
  const texts: string[] = [];
  const lines = sectionLines(source, one ?? { from: 0, to: 0, before: 0 });
  for (let line = lines.take(); line !== null; line = lines.take()) texts.push(line.text);
  expect(texts).toEqual(['session 1', "user 'é'"]);
});

test('an entry is read behind its name; the first word of a line of it begins no session', () => {
  const { appendix, sessions } = indexOf(TEXT);
  const AT = new Line('here', 1);
  expect(appendix.bytes('bytes-1', AT)).toEqual(Buffer.from('a'));
  expect(appendix.get('columns-1', 'columns', AT, (lines: Lines) => lines.take()?.text)).toBe(
    'session 3 belongs to the entry',
  );
  expect(sessions).toHaveLength(2);
});

test('an empty text has a head, and nothing else', () => {
  const { head, sessions } = indexOf(['']);
  expect([head, sessions]).toEqual([{ from: 0, to: 0, before: 0 }, []]);
});

test.each([
  [['define a-1', 'define a-1'], '2:11: a-1 is defined twice'],
  [['define '], '1:8: expected a name'],
  [['define a-1 b'], '1:12: expected the end of the line, found b'],
])('%j is refused', (lines, message) => {
  expect(() => indexOf(lines)).toThrow(message);
});
