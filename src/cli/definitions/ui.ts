// `mock ui` as it is typed.

import { Command, Option } from 'commander';
import { collect, parseTcpPort } from '../values.ts';
import { addErrorOptions, addPageOptions, type LogFlags, type ReportFlags } from './common.ts';

export interface UiFlags extends LogFlags, Pick<ReportFlags, 'values' | 'maxExchanges'> {
  readonly port: number;
  readonly bind: string;
  readonly uiHost: readonly string[];
  readonly tokenFile?: string;
  /** Written as a file instead of served. */
  readonly output?: string;
}

const EXAMPLES = `
Examples:
  $ mock ui recordings/shop.db                   # prints the address of a page; end with Ctrl-C
  $ mock ui before.db after.db                   # what they differ in
  $ mock ui recordings/shop.db -o shop.html      # one file, which opens by double click
The page reads only. Its address holds a token, without which nothing is answered.`;

export function uiDefinition(run: (a: string, b: string | undefined, flags: UiFlags) => Promise<void>): Command {
  const command = new Command('ui')
    .summary('look at a recording, or at what two differ in, in a browser')
    .description('Serves a page that shows a recording, or what two differ in, until SIGINT or SIGTERM.')
    .argument('<file>', 'the recording')
    .argument('[other]', 'another one, to compare it with')
    .addOption(new Option('--port <number>', 'TCP port; 0 picks a free one').default(0).argParser(parseTcpPort))
    .option('--bind <address>', 'address to listen on', '127.0.0.1')
    .addOption(
      new Option('--ui-host <name>', 'a host name under which the page is asked for, beside localhost; repeatable')
        .default([], 'none')
        .argParser(collect),
    )
    .option('--token-file <file>', 'the token that the page needs (default: made anew)')
    .option('-o, --output <file>', 'write the page as one file instead')
    .option('--json', 'print one JSON object per line on stdout');
  addErrorOptions(addPageOptions(command)).addHelpText('after', EXAMPLES);
  return command.action((a: string, b: string | undefined, flags: UiFlags) => run(a, b, flags));
}
