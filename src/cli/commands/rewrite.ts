// `mock merge` and `mock prune`.

import { loadIdentity } from '../../serve/load-identity.ts';
import { mergeFiles } from '../../tools/rewrite/merge.ts';
import { pruneFile } from '../../tools/rewrite/prune.ts';
import type { MergeFlags, PruneFlags } from '../definitions/offline.ts';
import { plural } from '../format.ts';
import { print } from '../inspect/output.ts';

export async function runMerge(files: readonly string[], flags: MergeFlags): Promise<void> {
  const { output, overwrite, identity } = flags;
  const rules = identity === undefined ? undefined : await loadIdentity(identity);
  const { sessions, exchanges } = mergeFiles(files, output, overwrite === true, rules);
  for (const rule of rules?.idle() ?? []) await print(`${rule} matched no statement`);
  await print(`merged ${plural(sessions, 'session')} and ${plural(exchanges, 'exchange')} into ${output}`);
}

export async function runPrune(file: string, { unusedBy, output, overwrite }: PruneFlags): Promise<void> {
  const { dropped, exchanges } = pruneFile(file, unusedBy, output, overwrite === true);
  await print(`dropped ${plural(dropped, 'exchange')}, kept ${exchanges} in ${output}`);
}
