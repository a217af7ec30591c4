// Which data each statement of a run met, on a real server: a miss of what was never recorded with such data is one that no
// replay can answer. Ids that a server gives are no part of them.

import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { OracleStep } from './programs.ts';

export class MetData {
  readonly #side: Connection;
  /** By connection: what its open transaction has asked. */
  readonly #open = new Map<number, string[]>();

  /** @param side a connection of its own, which sees what is committed */
  constructor(side: Connection) {
    this.#side = side;
  }

  /** The statement, what everybody sees, and what its own transaction has done: as one text. */
  async key(connection: number, { sql, values }: OracleStep): Promise<string> {
    const dump: unknown[] = [];
    for (const table of await this.#tables()) {
      const [columns] = await this.#side.query<RowDataPacket[]>(`SHOW COLUMNS FROM \`${table}\``);
      const kept = columns.filter(({ Extra }) => Extra !== 'auto_increment').map(({ Field }) => `\`${Field}\``);
      const [rows] = await this.#side.query({ sql: `SELECT ${kept.join(', ')} FROM \`${table}\``, rowsAsArray: true });
      dump.push(table, (rows as unknown[]).map((row) => JSON.stringify(row)).sort());
    }
    return JSON.stringify([sql, values ?? [], dump, this.#open.get(connection) ?? null]);
  }

  /** It was asked, and answered. */
  note(connection: number, { sql, values }: OracleStep): void {
    if (/^(?:BEGIN|START TRANSACTION)/.test(sql)) this.#open.set(connection, []);
    else if (/^(?:COMMIT|ROLLBACK$)/.test(sql)) this.#open.delete(connection);
    else if (!/^SELECT/.test(sql)) this.#open.get(connection)?.push(`${sql} ${values ?? ''}`);
  }

  async #tables(): Promise<string[]> {
    const [tables] = await this.#side.query({
      sql: "SHOW FULL TABLES WHERE Table_type = 'BASE TABLE'",
      rowsAsArray: true,
    });
    return (tables as string[][]).map(([name = '']) => name).sort();
  }
}
