// For messages: which write a recorded answer depends on that was never asked here.

import type { DataUse, TableUse } from '../../core/data-use.ts';
import type { Versioned } from './lane-versions.ts';
import type { Track } from './strategy.ts';

/** Exchanges that are looked through, backwards. */
const LOOKED_BACK = 1000;

/** The exchange of the last such write; 0 where there is none, or it is far back. */
export function missingWrite({ exchange, data }: Versioned, { reader, played }: Track): number {
  if (data === undefined) return 0;
  if (data.behind > 0 && !played.has(data.behind)) return data.behind;
  for (let id = exchange.id - 1; id > 0 && id > exchange.id - LOOKED_BACK; id--) {
    const use = reader.dataOf(id)?.use;
    if (use === undefined || !touches(use, data.use)) continue;
    if (!played.has(id) && reader.exchangeById(id)?.scope === exchange.scope) return id;
    if (use.writes !== 'all' && use.writes.some(({ effect }) => effect !== 'change' && effect !== 'define')) return 0;
  }
  return 0;
}

function touches({ writes }: DataUse, { reads }: DataUse): boolean {
  if (writes.length === 0) return false;
  if (writes === 'all' || typeof reads === 'string') return true;
  return writes.some((write) => reads.some((read) => write.table === read.table && overlap(write, read)));
}

function overlap({ pins: written = [] }: TableUse, { pins: read = [] }: TableUse): boolean {
  return read.every(({ column, values }) => {
    const other = written.find((pin) => pin.column === column);
    return other === undefined || other.values.some((value) => values.includes(value));
  });
}
