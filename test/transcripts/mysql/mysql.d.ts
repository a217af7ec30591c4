// As much of the mysql driver as its program uses; it has no types of its own.
declare module 'mysql' {
  import type { EventEmitter } from 'node:events';

  type Callback = (error: Error | null, result: unknown, columns?: unknown) => void;

  interface QueryOptions {
    readonly sql: string;
    readonly values?: readonly unknown[];
    readonly typeCast?: boolean;
    readonly nestTables?: boolean;
  }

  interface Query extends EventEmitter {
    stream(options?: { readonly highWaterMark: number }): NodeJS.ReadableStream;
  }

  export interface Connection extends EventEmitter {
    connect(done: (error: Error | null) => void): void;
    query(options: QueryOptions, done?: Callback): Query;
    changeUser(options: Readonly<Record<string, unknown>>, done: (error: Error | null) => void): void;
    ping(done: (error: Error | null) => void): void;
    statistics(done: Callback): void;
    end(done: (error: Error | null) => void): void;
    destroy(): void;
  }

  export interface Pool {
    query(options: QueryOptions, done: Callback): Query;
    end(done: (error: Error | null) => void): void;
  }

  export function createConnection(options: Readonly<Record<string, unknown>>): Connection;
  export function createPool(options: Readonly<Record<string, unknown>>): Pool;
}
