// What exchanges had to do with data, as sealing has written it.

import type { DataUse } from '../core/data-use.ts';
import { RecentMap } from '../core/recent-map.ts';
import type { RecordedData } from '../core/recording.ts';
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

  constructor(read: ReadStatements) {
    this.#read = read;
  }

  of(exchange: number): RecordedData | undefined {
    const row = this.#read.lists<[number], DataRow>(SQL, exchange)[0];
    if (row === undefined) return undefined;
    const [id, identity, version, soft, behind, also] = row;
    const use = this.#use(id);
    return { use, identity, version, soft, behind, also: also === null ? NONE : (JSON.parse(also) as number[]) };
  }

  #use(id: number): DataUse {
    const known = this.#uses.get(id);
    if (known !== undefined) return known;
    const [row] = this.#read.lists<[number], [string]>('SELECT use FROM data_use WHERE id = ?', id);
    if (row === undefined) throw new RangeError(`there is no use ${id} of data`);
    const use: DataUse = JSON.parse(row[0]);
    if (use?.reads === undefined || use.writes === undefined) throw new RangeError(`use ${id} of data is none`);
    this.#uses.set(id, use);
    return use;
  }
}
