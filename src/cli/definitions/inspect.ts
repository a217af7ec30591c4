// `mock inspect` as it is typed.

import type { Command } from 'commander';
import { parseId, parseLimit } from '../values.ts';
import { LOG_OPTIONS } from './common.ts';
import { commandOf, type FlagsOf, flag, parsed, text } from './row.ts';

const INSPECT_OPTIONS = {
  sessions: flag('--sessions', 'list the sessions', { conflicts: ['exchanges', 'exchange', 'sql'] }),
  exchanges: flag('--exchanges', 'list the exchanges', { conflicts: ['exchange', 'sql'] }),
  filter: text('--filter <filter>', 'list the exchanges that this finds, see docs/page.md', {
    conflicts: ['sessions', 'exchange', 'sql'],
  }),
  exchange: parsed('--exchange <id>', 'one exchange with its statement, facts and rows', parseId, {
    conflicts: ['sql'],
    isOnce: true,
  }),
  rows: parsed('--rows <number>', 'most rows shown of each result set', parseLimit, { default: 20 }),
  sql: text('--sql <statement>', "run a reading statement on the recording's tables and views", { isOnce: true }),
  ...LOG_OPTIONS,
};

export type InspectFlags = FlagsOf<typeof INSPECT_OPTIONS>;

const EXAMPLES = `
Examples:
  $ mock inspect recordings/shop.db                        # what is in it
  $ mock inspect recordings/shop.db --exchanges | grep INSERT
  $ mock inspect recordings/shop.db --filter 'table:orders -is:error ms:>15'
  $ mock inspect recordings/shop.db --exchange 12          # one of them, with its rows
  $ mock inspect recordings/shop.db --sql "SELECT statement, mean_ms FROM v_statements ORDER BY 2 DESC LIMIT 5"
The tables and views are described in docs/recording.md.`;

export function inspectDefinition(run: (file: string, flags: InspectFlags) => Promise<void>): Command {
  return commandOf({
    name: 'inspect',
    summary: 'look into a recording',
    description: 'Shows what is in a recording; a summary, unless one of the views below is asked for.',
    arguments: { '<file>': 'the recording' },
    options: INSPECT_OPTIONS,
    examples: EXAMPLES,
  }).action((file: string, flags: InspectFlags) => run(file, flags));
}
