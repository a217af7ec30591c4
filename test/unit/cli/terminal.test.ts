import { expect, test } from 'vitest';
import { Terminal } from '../../../src/cli/terminal.ts';

function fake(isTTY: boolean) {
  let written = '';
  const write = (text: string) => {
    written += text;
    return true;
  };
  const stream = { isTTY, columns: 10, write };
  return { terminal: new Terminal(stream), written: () => written };
}

test('lines stand above the status line, which is redrawn below them', () => {
  const { terminal, written } = fake(true);
  terminal.setStatus('1 session');
  terminal.setStatus('1 session');
  terminal.write('a line\n');
  terminal.setStatus('');
  terminal.write('another\n');
  const clear = '\r\u001b[2K';
  expect(written()).toBe(`${clear}1 session${clear}a line\n1 session${clear}another\n`);
});

test('there is no status line where there is no terminal', () => {
  const { terminal, written } = fake(false);
  terminal.setStatus('1 session');
  terminal.write('a line\n');
  expect(written()).toBe('a line\n');
});
