// The version of a table that one statement sees: a number that is equal where what it asks for was written alike.

import type { PinnedRows, TableUse } from '../../core/data-use.ts';
import { chainFrom, versionOf, withoutBag } from '../history/chain.ts';
import { mix, sum } from '../history/mix.ts';
import { lastOrder, orderSeen, versionBeside } from '../use/made-index.ts';
import { existenceOf, otherVersion, THERE } from './table-link.ts';
import { NO_PART, NO_ROW, type Part, type Row, type TableState } from './table-shape.ts';
import { aboveRow, isUntouched, partVersion, rowVersion } from './table-state.ts';

/** How the names of writes begin that add constants to columns; `add ` in recordings of before this was told. */
const ADDS = 'adds ';

export interface Look {
  readonly version: number;
  /** The exchange of the last write that it knows of; 0 where there is none. */
  readonly last: number;
}

/** @param commutes of the write that asks: its answer does not depend on others of that name */
export function lookAt(state: TableState, use: TableUse, commutes?: string): Look {
  const { definition } = state;
  if (use.isExistence === true)
    return { version: mix(THERE, existenceOf(definition, use.begins)), last: definition.last };
  if (use.otherThan !== undefined) return { version: otherVersion(definition, use), last: definition.last };
  if (use.isIndexOrder === true) return { version: lastOrder(definition), last: definition.last };
  const look = lookAtRowsOf(state, use, commutes);
  const order = use.besideIndex === undefined ? orderSeen(definition, use.order) : 0;
  // who is told of indexes may be told of the next id, or how many rows there were
  const gone = use.order === undefined ? 0 : state.restored;
  if (order === 0 && gone === 0) return look;
  return { ...look, version: gone === 0 ? mix(look.version, order) : mix(mix(look.version, order), gone) };
}

function lookAtRowsOf(state: TableState, use: TableUse, commutes: string | undefined): Look {
  const { definition } = state;
  const { besideIndex } = use;
  const defined = besideIndex === undefined ? versionOf(definition) : versionBeside(definition, besideIndex);
  if (use.isDefinition === true) return { version: defined, last: definition.last };
  const [pin] = use.pins ?? [];
  const column = pin?.column ?? use.by;
  if (column === undefined) {
    const version = mix(mix(defined, versionOf(withoutBag(state.all, commutes))), 0);
    return { version, last: Math.max(definition.last, state.all.last) };
  }
  const { chain, rows } = state.general(column);
  const general = versionOf(withoutBag(chain, commutes));
  const before = mix(defined, general);
  const last = Math.max(definition.last, chain.last);
  if (pin === undefined) return { version: mix(before, rows.version), last: Math.max(last, rows.last) };
  const own = pin.values.length === 0 ? lookAtParts(state, pin) : lookAtRows(state, pin, versionOf(chain), commutes);
  return { version: mix(before, own.version), last: Math.max(last, own.last) };
}

function lookAtParts(state: TableState, { column, parts = [] }: PinnedRows): Look {
  let [version, last] = [0, 0];
  for (const name of parts) {
    const part = state.part(column, name);
    version = sum(version, partVersion(part));
    last = Math.max(last, part.chain.last, part.rows.last);
  }
  return { version, last };
}

function lookAtRows(state: TableState, pin: PinnedRows, general: number, commutes: string | undefined): Look {
  let [version, last] = [0, 0];
  pin.values.forEach((key, at) => {
    const name = pin.parts?.[at];
    const part = name === undefined ? NO_PART : state.part(pin.column, name);
    const row = state.row(pin.column, key);
    const above = aboveRow(general, part);
    const own = isUntouched(row) ? untouched(above, commutes) : bare(row, above, commutes);
    version = mix(version, mix(rowVersion(own), rowVersion(bare(part, general, commutes))));
    last = Math.max(last, row.chain.last, part.chain.last);
  });
  return { version, last };
}

/** To what commutes with all that it adds up to, a row that nothing has written is as one that only the like has. */
function untouched(above: number, commutes: string | undefined): Row {
  // by the names of recordings of before, as their versions were reckoned
  if (commutes?.startsWith(ADDS) !== true) return bare(NO_ROW, above, commutes);
  return { chain: above === NO_ROW.above ? NO_ROW.chain : chainFrom(mix(versionOf(NO_ROW.chain), above)), above };
}

/** Without what commutes at its end, where nothing else came behind that. */
function bare<T extends Row | Part>(row: T, above: number, commutes: string | undefined): T {
  if (commutes === undefined || row.above !== above) return row;
  return { ...row, chain: withoutBag(row.chain, commutes) };
}
