import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { describeThrown, ScriptSyntaxError } from '../../../../src/script/limits/script-errors.ts';
import { ScriptFailure } from '../../../../src/script/script-failure.ts';

const isScript = (file: string) => file.endsWith('.script.js');

function thrownBy(source: string): unknown {
  try {
    return runInNewContext(source, {}, { filename: '/a/x.script.js' });
  } catch (error) {
    return error;
  }
}

test('an error is told with where it was thrown, and by whom that was called', () => {
  const error = thrownBy('function f() {\n  throw new TypeError("no")\n}\nf()');
  expect(describeThrown(error, isScript)).toBe(
    ['at /a/x.script.js:2: TypeError: no', 'at f (/a/x.script.js:2)', 'at anon (/a/x.script.js:4)'].join('\n    '),
  );
});

test('frames that are ours are none of the script’s', () => {
  expect(describeThrown(new Error('ours'), isScript)).toBe('Error: ours');
});

test.each([
  ['throw "text"', 'text'],
  ['throw undefined', 'undefined'],
  ['throw null', 'null'],
  ['throw 7', '7'],
])('%s', (source, text) => {
  expect(describeThrown(thrownBy(source), isScript)).toBe(text);
});

test('a failure says it all itself', () => {
  expect(describeThrown(new ScriptFailure('too late'), isScript)).toBe('too late');
  expect(describeThrown(new ScriptSyntaxError('f.js', 3, 'x'), isScript)).toBe('at f.js:3: SyntaxError: x');
});

test('a stack that the script has changed does no harm', () => {
  const error = thrownBy('const e = new Error("a"); e.stack = 7; throw e');
  expect(describeThrown(error, isScript)).toBe('Error: a');
});
