// Rows of other tables that refer to those of one statement.

import type { PinnedRows, TableUse } from '../../core/data-use.ts';
import type { Catalogue } from '../definitions/catalogue.ts';

/** @param pins of the rows that they refer to */
export function childrenOf(parent: string, pins: readonly PinnedRows[], catalogue: Catalogue): readonly TableUse[] {
  return [...catalogue.childrenOf(parent)].flatMap((table): readonly TableUse[] => {
    const references = catalogue.factsOf(table)?.references.filter((one) => one.table === parent) ?? [];
    const [reference] = references;
    const pin = references.length === 1 ? pins.find(({ column }) => column === reference?.referenced) : undefined;
    const hasOwn = catalogue.childrenOf(table).size > 0 && !catalogue.isRestricting(table, parent);
    // rows that go with theirs take those along that refer to them
    if (hasOwn) return [table, ...catalogue.descendantsOf(table)].map((one) => ({ table: one }));
    if (reference === undefined || references.length > 1 || pins.length === 0) return [{ table }];
    const { column, referenced: ofColumn } = reference;
    if (pin === undefined) return [{ table, among: [{ column, of: { table: parent, pins }, ofColumn }] }];
    return [{ table, pins: [{ column: reference.column, values: pin.values }] }];
  });
}
