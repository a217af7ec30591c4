// What the reading side asks of better-sqlite3, answered by SQLite's WebAssembly (sql.js): the same calls, the same values.
// One database at a time, of the bytes that `mount` was given; nothing is ever written to them.

import initSqlJs from 'sql.js';
import wasmUrl from 'sql.js/dist/sql-wasm-browser.wasm?url';

type Value = string | number | bigint | Buffer | null;

/** sql.js, as far as it is used: its own types leave numbers of 64 bits out. */
interface WasmStatement {
  bind(values: readonly unknown[]): boolean;
  step(): boolean;
  get(values: null, how: { useBigInt: boolean }): (string | number | bigint | Uint8Array | null)[];
  getColumnNames(): string[];
  reset(): void;
}

interface WasmDatabase {
  prepare(sql: string): WasmStatement;
  exec(sql: string): { values: Value[][] }[];
  close(): void;
}

interface Wasm {
  readonly Database: new (bytes: Uint8Array) => WasmDatabase;
}

let wasm: Wasm | null = null;
let mounted: Uint8Array = new Uint8Array();

/** Has the next databases be of these bytes. */
export async function mount(bytes: Uint8Array): Promise<void> {
  wasm ??= (await initSqlJs({ locateFile: () => wasmUrl })) as unknown as Wasm;
  mounted = bytes;
}

/** How many bytes are mounted. */
export function mountedBytes(): number {
  return mounted.length;
}

export class SqliteError extends Error {
  readonly code: string;

  constructor(message: string) {
    super(message);
    this.code = codeOf(message);
  }
}

/** SQLite's words for what better-sqlite3 gives as a code. */
function codeOf(message: string): string {
  if (message.includes('not a database')) return 'SQLITE_NOTADB';
  if (message.includes('malformed')) return 'SQLITE_CORRUPT';
  return 'SQLITE_ERROR';
}

function told<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new SqliteError(error instanceof Error ? error.message : String(error));
  }
}

class Statement {
  readonly #statement: WasmStatement;
  #isRaw = false;
  #isPlucked = false;
  #hasBigInts = false;

  constructor(statement: WasmStatement) {
    this.#statement = statement;
  }

  raw(): this {
    this.#isRaw = true;
    return this;
  }

  pluck(): this {
    this.#isPlucked = true;
    return this;
  }

  safeIntegers(): this {
    this.#hasBigInts = true;
    return this;
  }

  columns(): { name: string }[] {
    return this.#statement.getColumnNames().map((name) => ({ name }));
  }

  *iterate(...values: unknown[]): Generator<unknown> {
    const statement = this.#statement;
    told(() => statement.bind(values));
    try {
      while (told(() => statement.step())) yield this.#row();
    } finally {
      statement.reset();
    }
  }

  all(...values: unknown[]): unknown[] {
    return [...this.iterate(...values)];
  }

  get(...values: unknown[]): unknown {
    for (const row of this.iterate(...values)) return row;
    return undefined;
  }

  run(...values: unknown[]): void {
    this.get(...values);
  }

  #row(): unknown {
    const values = this.#statement.get(null, { useBigInt: this.#hasBigInts }).map(toValue);
    if (this.#isPlucked) return values[0];
    if (this.#isRaw) return values;
    const names = this.#statement.getColumnNames();
    return Object.fromEntries(names.map((name, at) => [name, values[at]]));
  }
}

function toValue(value: string | number | bigint | Uint8Array | null): Value {
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;
}

/** better-sqlite3's Database. */
export default class Database {
  static readonly SqliteError = SqliteError;
  readonly inTransaction = false;
  open = true;
  readonly #database: WasmDatabase;

  constructor() {
    const loaded = wasm;
    if (loaded === null) throw new Error('mount() comes first');
    this.#database = told(() => new loaded.Database(mounted));
  }

  prepare(sql: string): Statement {
    return new Statement(told(() => this.#database.prepare(sql)));
  }

  exec(sql: string): this {
    told(() => this.#database.exec(sql));
    return this;
  }

  /** @returns of a pragma that is asked as `simple`, its first value */
  pragma(text: string): Value | undefined {
    return told(() => this.#database.exec(`PRAGMA ${text}`))[0]?.values[0]?.[0];
  }

  close(): void {
    this.open = false;
    this.#database.close();
  }
}
