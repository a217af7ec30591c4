// stdout of commands that print what was asked for.

import { expect, test, vi } from 'vitest';
import { print, printJson } from '../../../../src/cli/inspect/output.ts';

async function printed(work: () => Promise<void>): Promise<string> {
  const out: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out.push(String(text));
    return true;
  });
  try {
    await work();
  } finally {
    spy.mockRestore();
  }
  return out.join('');
}

test('a text ends with one line break', async () => {
  expect([await printed(() => print('a')), await printed(() => print('a\n'))]).toEqual(['a\n', 'a\n']);
});

test('numbers that JSON’s readers would round are text, bytes are digits', async () => {
  const value = {
    small: 5n,
    large: 2n ** 63n,
    least: -(2n ** 53n),
    bytes: Buffer.of(0, 255),
    map: new Map([['a', 1n]]),
  };
  expect(JSON.parse(await printed(() => printJson(value)))).toEqual({
    ...{ small: 5, large: '9223372036854775808', least: '-9007199254740992', bytes: { hex: '00ff' }, map: { a: 1 } },
  });
});
