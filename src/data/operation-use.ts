// What an operation of the X Protocol does with data, by its text as recordings show it: it names its collection plainly.

import type { DataUse } from '../core/data-use.ts';

const OPERATION = /^([^\s()]+)\.([A-Za-z]+)\(/;
const READS: ReadonlySet<string> = new Set(['find', 'select']);
const LOCK = /\.lock(?:Shared|Exclusive)\(/;

/** Undefined where the text is no operation. @param state the session's state in words */
export function operationUse(text: string, state: string, isError: boolean): DataUse | undefined {
  const [, collection, verb = ''] = OPERATION.exec(text) ?? [];
  if (collection === undefined) return undefined;
  const table = collection.replaceAll('`', '').toLowerCase();
  const isOpen = /^autocommit=0| in_transaction=(?!0)/.test(state) ? ({ isOpen: true } as const) : {};
  const reads = [{ table }];
  if (READS.has(verb)) return { reads, writes: [], ...isOpen, ...(LOCK.test(text) && { isLatest: true }) };
  return { reads, writes: isError ? [] : [{ table, effect: 'change' }], isLatest: true, ...isOpen };
}
