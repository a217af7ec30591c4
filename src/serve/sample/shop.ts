// The data of the sample server: a little shop, with something of every common column type. Orders can be added.

import { ColumnType } from '../../mysql/constants/column-types.ts';

/** A value as JavaScript has it; the column's type says what becomes of it on the wire. */
export type Cell = string | number | null;

export interface Column {
  readonly name: string;
  /** As in `ColumnType`. */
  readonly type: number;
  /** Digits behind the point. */
  readonly decimals?: number;
  /** Empty where the column is an expression. */
  readonly table?: string;
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

export type TableName = 'customers' | 'products' | 'orders';

/** What one sample server holds; gone when it ends. */
export class Shop {
  readonly customers: Table = {
    columns: columnsOf('customers', { id: int, name: text, email: text, born: date, points: bigint }),
    rows: [
      [1, 'Ada Lovelace', 'ada@example.org', '1815-12-10', '9007199254740993'],
      [2, 'Žofie Nováková', null, '1990-02-28', '-12'],
      [3, '山田 太郎 🍣', 'taro@example.org', null, '0'],
    ],
  };
  readonly products: Table = {
    columns: columnsOf('products', { id: int, name: text, price: decimal, weight: double, in_stock: tiny, tags: json }),
    rows: [
      [1, 'Lamp', '39.90', 1.25, 1, '["light", "home"]'],
      [2, "Sailor's knife", '12.00', 0.08, 1, null],
      [3, 'Écritoire', '249.99', 7.5, 0, '{"wood": "oak"}'],
    ],
  };
  readonly #orders: Cell[][] = [[1, 1, 2, 1, '2026-01-02 03:04:05.678000']];

  get orders(): Table {
    const columns = { id: int, customer_id: int, product_id: int, quantity: int, ordered_at: datetime };
    return { columns: columnsOf('orders', columns), rows: this.#orders };
  }

  /** Returns the order's id. */
  addOrder(customer: number, product: number, quantity: number): number {
    const id = this.#orders.length + 1;
    this.#orders.push([id, customer, product, quantity, now()]);
    return id;
  }
}

/** The time as MySQL prints a DATETIME(6), in UTC. */
export function now(): string {
  return `${new Date().toISOString().slice(0, 23).replace('T', ' ')}000`;
}

const int = { type: ColumnType.LONG };
export const bigint = { type: ColumnType.LONGLONG };
export const text = { type: ColumnType.VAR_STRING };
export const time = { type: ColumnType.TIME, decimals: 6 };
const datetime = { type: ColumnType.DATETIME, decimals: 6 };
const tiny = { type: ColumnType.TINY };
const decimal = { type: ColumnType.NEWDECIMAL, decimals: 2 };
const double = { type: ColumnType.DOUBLE, decimals: 61 };
const date = { type: ColumnType.DATE };
const json = { type: ColumnType.JSON };

function columnsOf(table: string, types: Readonly<Record<string, Omit<Column, 'name'>>>): Column[] {
  return Object.entries(types).map(([name, type]) => ({ name, table, ...type }));
}
