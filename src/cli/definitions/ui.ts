// `mock ui` as it is typed.

import type { Command } from 'commander';
import { parseTcpPort } from '../values.ts';
import { ERROR_OPTIONS, jsonOption, PAGE_OPTIONS } from './common.ts';
import { commandOf, type FlagsOf, flag, list, parsed, text } from './row.ts';

const UI_OPTIONS = {
  port: parsed('--port <number>', 'TCP port; 0 picks a free one', parseTcpPort, { default: 0 }),
  bind: text('--bind <address>', 'address to listen on', { default: '127.0.0.1' }),
  uiHost: list('--ui-host <name>', 'a host name under which the page is asked for, beside localhost; repeatable'),
  tokenFile: text('--token-file <file>', 'the token that the page needs (default: made anew)'),
  output: text('-o, --output <file>', 'write the page as one file instead'),
  open: flag('--open', 'open the page in the browser (default: on a terminal, unless CI or BROWSER=none is set)'),
  json: jsonOption('one JSON object per line on stdout'),
  ...PAGE_OPTIONS,
  ...ERROR_OPTIONS,
};

export type UiFlags = FlagsOf<typeof UI_OPTIONS>;

const EXAMPLES = `
Examples:
  $ mock ui recordings/shop.db                   # prints the address of a page; end with Ctrl-C
  $ mock ui before.db after.db                   # what they differ in
  $ mock ui recordings/shop.db -o shop.html      # one file, which opens by double click
The page reads only. Its address holds a token, without which nothing is answered.`;

export function uiDefinition(run: (a: string, b: string | undefined, flags: UiFlags) => Promise<void>): Command {
  return commandOf({
    name: 'ui',
    summary: 'look at a recording, or at what two differ in, in a browser',
    description: 'Serves a page that shows a recording, or what two differ in, until SIGINT or SIGTERM.',
    arguments: { '<file>': 'the recording', '[other]': 'another one, to compare it with' },
    options: UI_OPTIONS,
    examples: EXAMPLES,
  }).action((a: string, b: string | undefined, flags: UiFlags) => run(a, b, flags));
}
