import { expect, test } from 'vitest';
import { linesOf, textLinesOf } from '../../../../../src/tools/text/reading/text-source.ts';
import { textInMemory } from '../../../../support/parse-text.ts';
import fc from '../../../../support/property.ts';

test('lines are those that a split gives, with the places where they begin', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 9 })), (lines) => {
      const text = lines.join('\n');
      const source = textInMemory(text);
      const read = [...linesOf(source)];
      expect(read.map((line) => line.text)).toEqual(text.split('\n'));
      const bytes = Buffer.from(text);
      for (const { offset, text: line } of read) {
        expect(bytes.subarray(offset, offset + Buffer.byteLength(line)).toString('utf8')).toBe(line);
      }
    }),
  );
});

test('lines longer than a block, and a character at the edge of one, are whole', () => {
  const long = `${'a'.repeat(65_535)}é${'b'.repeat(200_000)}`;
  const text = `first\n${long}\nlast`;
  expect([...textLinesOf(textInMemory(text), 0, Buffer.byteLength(text))]).toEqual(['first', long, 'last']);
});
