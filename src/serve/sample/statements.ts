// What the sample server understands: a handful of statements, written by hand. A `?` stands for a number or a string,
// or for a parameter where the statement is prepared.

import { bigint, type Cell, type Column, now, type Shop, type Table, type TableName, text, time } from './shop.ts';

/** What the server says to a statement. */
export type SampleAnswer =
  | { readonly kind: 'rows'; readonly table: Table }
  | { readonly kind: 'ok'; readonly affectedRows: bigint; readonly lastInsertId: bigint }
  | { readonly kind: 'error'; readonly code: number; readonly sqlState: string; readonly message: string };

export interface SampleStatement {
  /** The statement with `?` for its values. */
  readonly sql: string;
  /** @param values those of its `?`, in order */
  readonly answer: (shop: Shop, values: readonly string[]) => SampleAnswer;
}

export const SERVER_VERSION = '8.4.0-mock-sample';
const OK: SampleAnswer = { kind: 'ok', affectedRows: 0n, lastInsertId: 0n };

/** The statements worth trying; the error for any other lists them. */
export const STATEMENTS: readonly SampleStatement[] = [
  {
    sql: 'SHOW TABLES',
    answer: () => rows([{ name: 'Tables_in_shop', ...text }], ['customers'], ['orders'], ['products']),
  },
  { sql: 'SELECT VERSION()', answer: () => rows([{ name: 'VERSION()', ...text }], [SERVER_VERSION]) },
  { sql: 'SELECT CURTIME(6)', answer: () => rows([{ name: 'CURTIME(6)', ...time }], [now().slice(11)]) },
  { sql: 'SELECT * FROM customers', answer: (shop) => select(shop, 'customers') },
  { sql: 'SELECT * FROM products', answer: (shop) => select(shop, 'products') },
  { sql: 'SELECT * FROM orders', answer: (shop) => select(shop, 'orders') },
  { sql: 'SELECT * FROM customers WHERE id = ?', answer: (shop, [id]) => select(shop, 'customers', byId(id)) },
  { sql: 'SELECT * FROM products WHERE price < ?', answer: (shop, [price]) => select(shop, 'products', below(price)) },
  {
    sql: 'SELECT COUNT(*) FROM orders',
    answer: (shop) => rows([{ name: 'COUNT(*)', ...bigint }], [shop.orders.rows.length]),
  },
  { sql: 'INSERT INTO orders (customer_id, product_id, quantity) VALUES (?, ?, ?)', answer: insertOrder },
  { sql: 'SELECT * FROM suppliers', answer: () => error(1146, '42S02', "Table 'shop.suppliers' doesn't exist") },
];

/** What clients say by themselves. */
export const SMALL_TALK: readonly SampleStatement[] = [
  { sql: 'SHOW DATABASES', answer: () => rows([{ name: 'Database', ...text }], ['shop']) },
  {
    sql: 'SHOW WARNINGS',
    answer: () =>
      rows([
        { name: 'Level', ...text },
        { name: 'Code', ...bigint },
        { name: 'Message', ...text },
      ]),
  },
  { sql: 'SELECT DATABASE()', answer: () => rows([{ name: 'DATABASE()', ...text }], ['shop']) },
  { sql: 'USE shop', answer: () => OK },
];

const VARIABLES: Readonly<Record<string, Cell>> = {
  autocommit: 1,
  auto_increment_increment: 1,
  character_set_client: 'utf8mb4',
  character_set_connection: 'utf8mb4',
  character_set_results: 'utf8mb4',
  character_set_server: 'utf8mb4',
  collation_connection: 'utf8mb4_0900_ai_ci',
  collation_server: 'utf8mb4_0900_ai_ci',
  license: 'MIT',
  lower_case_table_names: 0,
  max_allowed_packet: 67_108_864,
  sql_mode: 'STRICT_TRANS_TABLES',
  system_time_zone: 'UTC',
  time_zone: 'SYSTEM',
  transaction_isolation: 'REPEATABLE-READ',
  version: SERVER_VERSION,
  version_comment: 'sample server of mock',
  wait_timeout: 28_800,
};

const VARIABLE = /^@@(?:(?:session|global)\.)?(\w+)(?:\s+(?:as\s+)?`?(\w+)`?)?$/i;

/** The answer to `SELECT @@a, @@b AS c LIMIT 1` and to any SET; undefined where it is neither. */
export function answerVariables(sql: string): SampleAnswer | undefined {
  if (/^set\s/i.test(sql)) return OK;
  const list = /^select\s+(@@.*?)(?:\s+limit\s+1)?$/is.exec(sql)?.[1];
  if (list === undefined) return undefined;
  const columns: Column[] = [];
  const values: Cell[] = [];
  for (const item of list.split(',').map((part) => part.trim())) {
    const [, name = '', alias = item] = VARIABLE.exec(item) ?? [];
    const value = VARIABLES[name.toLowerCase()];
    if (value === undefined) return error(1193, 'HY000', `Unknown system variable '${name || item}'`);
    columns.push({ name: alias, ...(typeof value === 'number' ? bigint : text) });
    values.push(value);
  }
  return rows(columns, values);
}

export function syntaxError(sql: string): SampleAnswer {
  const known = STATEMENTS.map((statement) => statement.sql).join('; ');
  const near = sql.length > 80 ? `${sql.slice(0, 80)}…` : sql;
  return error(1064, '42000', `The sample server of mock does not understand '${near}'. It knows: ${known}`);
}

export function error(code: number, sqlState: string, message: string): SampleAnswer {
  return { kind: 'error', code, sqlState, message };
}

function rows(columns: readonly Column[], ...values: readonly (readonly Cell[])[]): SampleAnswer {
  return { kind: 'rows', table: { columns, rows: values } };
}

function select(shop: Shop, name: TableName, filter: (row: readonly Cell[]) => boolean = () => true): SampleAnswer {
  const { columns, rows: all } = shop[name];
  return rows(columns, ...all.filter(filter));
}

function byId(id: string | undefined): (row: readonly Cell[]) => boolean {
  return ([rowId]) => rowId === Number(id);
}

function below(price: string | undefined): (row: readonly Cell[]) => boolean {
  return (row) => Number(row[2]) < Number(price);
}

function insertOrder(shop: Shop, values: readonly string[]): SampleAnswer {
  const [customer = 0, product = 0, quantity = 0] = values.map(Number);
  const isKnown = byId(String(customer));
  if (!shop.customers.rows.some(isKnown) || !shop.products.rows.some(byId(String(product)))) {
    return error(1452, '23000', 'Cannot add or update a child row: a foreign key constraint fails (`shop`.`orders`)');
  }
  return { kind: 'ok', affectedRows: 1n, lastInsertId: BigInt(shop.addOrder(customer, product, quantity)) };
}
