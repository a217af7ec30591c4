// What exchanges had to do with data, as sealing has written it.

import type { DataUse } from '../../core/data-use.ts';
import { RecentMap } from '../../core/recent-map.ts';
import type { RecordedData } from '../../core/recording.ts';
import { likeOf, useJson } from '../use-text.ts';
import type { ReadStatements } from './read-statements.ts';

const CACHED_USES = 20_000;
const SQL = 'SELECT use_id, identity, version, soft, behind, also FROM exchange_data WHERE exchange_id = ?';

type DataRow = readonly [
  use: number,
  identity: number,
  version: number,
  soft: number,
  behind: number,
  also: string | null,
];

const NONE: readonly number[] = [];

export class ReadData {
  readonly #read: ReadStatements;
  readonly #uses = new RecentMap<number, DataUse>(CACHED_USES);

  readonly #isIntact: (exchange: number) => boolean;

  /** @param isIntact whether an exchange is what was recorded; of another nothing is known */
  constructor(read: ReadStatements, isIntact: (exchange: number) => boolean) {
    this.#read = read;
    this.#isIntact = isIntact;
  }

  of(exchange: number): RecordedData | undefined {
    if (!this.#isIntact(exchange)) return undefined;
    const row = this.#read.lists<[number], DataRow>(SQL, exchange)[0];
    if (row === undefined) return undefined;
    const [id, identity, version, soft, behind, also] = row;
    const use = this.#use(id);
    return { use, identity, version, soft, behind, also: also === null ? NONE : (JSON.parse(also) as number[]) };
  }

  #use(id: number): DataUse {
    const known = this.#uses.get(id);
    if (known !== undefined) return known;
    const own = this.#text(id);
    const like = likeOf(own);
    const use: unknown = JSON.parse(useJson({ own, like: like === null ? '' : this.#text(like) }));
    if (!isDataUse(use)) throw new RangeError(`use ${id} of data is none`);
    this.#uses.set(id, use);
    return use;
  }

  #text(id: number): string {
    const [row] = this.#read.lists<[number], [string]>('SELECT use FROM data_use WHERE id = ?', id);
    if (row === undefined) throw new RangeError(`there is no use ${id} of data`);
    return row[0];
  }
}

/** As far as who looks at it relies on: a file may say anything. */
function isDataUse(use: unknown): use is DataUse {
  if (typeof use !== 'object' || use === null) return false;
  const { reads, soft = [], writes, control } = use as Partial<Record<keyof DataUse, unknown>>;
  const isControl = control === undefined || (typeof control === 'object' && control !== null && 'kind' in control);
  const areReads = reads === 'all' || reads === 'definitions' || areTables(reads);
  const { listed } = use as { readonly listed?: { schema?: unknown; like?: unknown } };
  const isList =
    listed === undefined ||
    ((listed?.schema === null || typeof listed?.schema === 'string') &&
      (listed.like === null || typeof listed.like === 'string'));
  return isControl && isList && areReads && areTables(soft) && (writes === 'all' || areTables(writes));
}

function areTables(list: unknown): boolean {
  return Array.isArray(list) && list.every((one) => typeof one?.table === 'string' && arePins(one.pins));
}

function arePins(pins: unknown): boolean {
  if (pins === undefined) return true;
  return Array.isArray(pins) && pins.every((one) => typeof one?.column === 'string' && Array.isArray(one.values));
}
