// `mock import`: makes a recording of a trace.

import { basename, dirname, extname, join } from 'node:path';
import { importTrace } from '../../serve/import-trace.ts';
import type { ImportFlags } from '../definitions/traces.ts';
import { plural } from '../format.ts';

export async function runImport(file: string, flags: ImportFlags): Promise<void> {
  const output = flags.output ?? join(dirname(file), `${basename(file, extname(file))}.db`);
  const mode = flags.overwrite ? 'overwrite' : 'create';
  const { statements, left } = await importTrace({ trace: file, output, mode });
  const leftOut = left === 0 ? '' : `, ${plural(left, 'pattern')} left out`;
  process.stderr.write(`imported ${plural(statements, 'statement')} to ${output}${leftOut}\n`);
}
