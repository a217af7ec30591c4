// `mock inspect` as it is typed.

import { Command, Option } from 'commander';
import { parseId, parseLimit } from '../values.ts';
import { addLogOptions, type LogFlags } from './common.ts';

export interface InspectFlags extends LogFlags {
  readonly sessions?: true;
  readonly exchanges?: true;
  /** Id of one exchange. */
  readonly exchange?: number;
  readonly sql?: string;
  /** As in the page. */
  readonly filter?: string;
  readonly rows: number;
}

const EXAMPLES = `
Examples:
  $ mock inspect recordings/shop.db                        # what is in it
  $ mock inspect recordings/shop.db --exchanges | grep INSERT
  $ mock inspect recordings/shop.db --filter 'table:orders -is:error ms:>15'
  $ mock inspect recordings/shop.db --exchange 12          # one of them, with its rows
  $ mock inspect recordings/shop.db --sql "SELECT statement, mean_ms FROM v_statements ORDER BY 2 DESC LIMIT 5"
The tables and views are described in docs/recording.md.`;

export function inspectDefinition(run: (file: string, flags: InspectFlags) => Promise<void>): Command {
  const command = new Command('inspect')
    .summary('look into a recording')
    .description('Shows what is in a recording; a summary, unless one of the views below is asked for.')
    .argument('<file>', 'the recording')
    .addOption(new Option('--sessions', 'list the sessions').conflicts(['exchanges', 'exchange', 'sql']))
    .addOption(new Option('--exchanges', 'list the exchanges').conflicts(['exchange', 'sql']))
    .addOption(
      new Option('--filter <filter>', 'list the exchanges that this finds, see docs/page.md').conflicts([
        'sessions',
        'exchange',
        'sql',
      ]),
    )
    .addOption(
      new Option('--exchange <id>', 'one exchange with its statement, facts and rows')
        .conflicts('sql')
        .argParser(parseId),
    )
    .addOption(new Option('--rows <number>', 'most rows shown of each result set').default(20).argParser(parseLimit))
    .option('--sql <statement>', "run a reading statement on the recording's tables and views");
  addLogOptions(command).addHelpText('after', EXAMPLES);
  return command.action((file: string, flags: InspectFlags) => run(file, flags));
}
