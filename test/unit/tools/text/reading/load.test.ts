// Text twins edited by hand: what makes no sense is refused with line and column.

import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openRecording } from '../../../../../src/store/reading/reader.ts';
import { TextError } from '../../../../../src/tools/text/reading/text-error.ts';
import { dumpRecording } from '../../../../../src/tools/text/writing/dump.ts';
import { loaded, opened } from '../../../../support/edited-recording.ts';
import { parseText } from '../../../../support/parse-text.ts';

let text = '';
beforeAll(() => {
  const reader = openRecording(join(import.meta.dirname, '../../../../../recordings/sample-mysql-9.7.db'));
  text = [...dumpRecording(reader)].join('\n');
  reader.close();
});

function errorOf(edited: string): TextError {
  try {
    parseText(edited);
  } catch (error) {
    if (error instanceof TextError) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
}

/** The text with one piece changed, and the place of the change. */
function edit(from: string, to: string): { edited: string; line: number } {
  expect(text).toContain(from);
  return { edited: text.replace(from, to), line: text.slice(0, text.indexOf(from)).split('\n').length };
}

test.each([
  ["| 1  | 'Lamp' ", "| 1  | 'Lamp ", /expected/],
  ["| 1  | 'Lamp' ", "| 1  'Lamp' ", /expected \|/],
  ["'Lamp'            | 39.90", "'Lamp'\\ | 39.90", /expected \|/],
  ["| 'Lamp'            | 39.90 ", '| 39.90 ', /8 values, and the result 9 columns/],
  ['| id | name ', '| id | nome ', /expected name/],
  ['COM_QUERY', 'COM_QUEERY', /COM_QUEERY is no command/],
  ['columns columns-', 'columns columns-0', /no "define columns-0/],
  ['end status 0x0002', 'end status two', /status flags, a number/],
  ['parameter DOUBLE', 'parameter DUBLE', /DUBLE is no column type/],
  ['ended quit', 'ended gladly', /expected open, quit/],
  ['session 2', 'session 7', /expected session 2/],
  ['mock-text 1', 'mock-text 9', /reads form 1/],
  ["'42S02'", "'42S0'", /five characters/],
  ['NOT_NULL', 'NOT_NILL', /is no column flag/],
  ['capabilities ', 'capabilities MAGIC,', /MAGIC is no capability/],
  ["'Lamp'", "'La\\mp'", /a backslash stands before/],
  ["'Lamp'", '0x123', /whole number of bytes/],
])('%j made %j', (from, to, message) => {
  const { edited, line } = edit(from, to);
  const error = errorOf(edited);
  expect(error.message).toMatch(message);
  expect(error.place.line).toBe(line);
  expect(error.message).toMatch(/^\d+:\d+: [^\n]+$/);
});

test('a text that is cut off anywhere is refused or whole', () => {
  const lines = text.split('\n');
  for (let count = 0; count < lines.length; count += 3) {
    try {
      parseText(lines.slice(0, count).join('\n'));
    } catch (error) {
      expect(error).toBeInstanceOf(TextError);
    }
  }
});

/** What is answered in a recording of this text, one after another. */
function answersOf(loadedFrom: string): string[] {
  const reader = opened(loaded(loadedFrom));
  return [...reader.listExchanges()].map(({ responseId }) =>
    responseId === null ? '' : Buffer.concat([...reader.response(responseId).chunks()]).toString('latin1'),
  );
}

test('comments, empty lines, and carriage returns of another system change nothing', () => {
  const other = `# by hand\n\n${text.replaceAll('\n', '\r\n')}`;
  expect(answersOf(other)).toEqual(answersOf(text));
});

test('an edited value changes the answer', () => {
  const [, , , answer] = answersOf(text.replace("'Lamp'            | 39.90", "'Moon' | 1 "));
  expect(answer).toContain('Moon');
  expect(answer).not.toContain('Lamp');
});
