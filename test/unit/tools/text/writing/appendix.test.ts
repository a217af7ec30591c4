// What stands once, at the end of a text.

import { randomBytes } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { Line, Lines } from '../../../../../src/tools/text/reading/scanner.ts';
import { AppendixReader, AppendixWriter } from '../../../../../src/tools/text/writing/appendix.ts';

const AT = new Line('the place', 9);

function writing(): AppendixWriter {
  const writer = new AppendixWriter();
  onTestFinished(() => writer.close());
  return writer;
}

const reading = (text: string) =>
  new AppendixReader({ get: (name) => (name === 'bytes-1' ? new Lines(text, 20) : undefined) });

test('the same is kept once, under a name that its content alone makes', () => {
  const [one, other] = [writing(), writing()];
  other.add('columns', ['something else']);
  const name = one.add('columns', ['a', 'b']);
  expect(name).toMatch(/^columns-[0-9a-f]{12}$/);
  expect([one.add('columns', ['a', 'b']), other.add('columns', ['a', 'b'])]).toEqual([name, name]);
  expect([...one.lines()]).toEqual(['', `define ${name}`, '  a', '  b']);
  expect(one.add('columns', ['a', 'c'])).not.toBe(name);
});

test('entries stand in the order of their names, whenever they came', () => {
  const texts = [
    ['a', 'b', 'c'],
    ['c', 'b', 'a'],
  ].map((order) => {
    const writer = writing();
    for (const each of order) writer.add('x', [each]);
    return [...writer.lines()];
  });
  expect(texts[0]).toEqual(texts[1]);
});

test.each([0, 1, 56, 57, 58, 114, 10_000])('%i bytes are read as they were', (length) => {
  const writer = writing();
  const bytes = randomBytes(length);
  expect(writer.reader().bytes(writer.addBytes(bytes), AT)).toEqual(bytes);
  expect(writer.reader().bytes(writer.addBytes(Buffer.from('a')), AT)).toEqual(Buffer.from('a'));
});

test('what no entry has is told where it was asked for', () => {
  expect(() => reading('').bytes('bytes-2', AT)).toThrow(/^9:1: the text has no "define bytes-2"/);
  expect(() => reading('').bytes('columns-1', AT)).toThrow('the text has no "define bytes-…"');
});

test.each(['> YQ', '> Y', '> YQ=a', '> Y!==', '> YWJj_w==', '>', '> YQ==YQ=='])('%s is no base64', (line) => {
  expect(() => reading(`> YWJj\n${line}`).bytes('bytes-1', AT)).toThrow(/^22:\d+: expected base64/);
});
