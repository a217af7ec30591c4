// `mock export`: writes a recording as a trace.

import { writeFile } from 'node:fs/promises';
import { exportTrace } from '../../serve/export-trace.ts';
import type { ExportFlags } from '../definitions/traces.ts';
import { plural } from '../format.ts';
import { visibleJson } from '../visible.ts';

export async function runExport(file: string, { output }: ExportFlags): Promise<void> {
  const { trace, left } = exportTrace(file);
  const text = `${JSON.stringify(trace, null, 2)}\n`;
  if (output === undefined) process.stdout.write(visibleJson(text));
  else await writeFile(output, text, { mode: 0o600 });
  const leftOut = left === 0 ? '' : `, ${plural(left, 'statement')} left out`;
  const where = output === undefined ? '' : ` to ${output}`;
  process.stderr.write(`exported ${plural(trace.stmts.length, 'statement')}${where}${leftOut}\n`);
}
