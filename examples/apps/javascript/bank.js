// A small bank: migrations, UUIDs and timestamps of its own making, transactions, a pool. It knows nothing of mock.

import { randomUUID } from 'node:crypto';
import { createPool } from 'mysql2/promise';

const MIGRATIONS = {
  '1 accounts':
    'CREATE TABLE accounts (id CHAR(36) PRIMARY KEY, owner VARCHAR(40) NOT NULL, balance INT NOT NULL, opened_at DATETIME(3) NOT NULL)',
  '2 transfers':
    'CREATE TABLE transfers (id INT PRIMARY KEY AUTO_INCREMENT, payer CHAR(36) NOT NULL, payee CHAR(36) NOT NULL, amount INT NOT NULL)',
};

export class Bank {
  #pool;

  /** @param options of mysql2 */
  constructor(options) {
    this.#pool = createPool({ ...options, connectionLimit: 2, timezone: 'Z' });
  }

  async close() {
    await this.#pool.end();
  }

  async migrate() {
    await this.#pool.query('CREATE TABLE IF NOT EXISTS migrations (name VARCHAR(40) PRIMARY KEY)');
    const [rows] = await this.#pool.query('SELECT name FROM migrations');
    const done = rows.map(({ name }) => name);
    for (const [name, sql] of Object.entries(MIGRATIONS).filter(([name]) => !done.includes(name))) {
      await this.#pool.query(sql);
      await this.#pool.execute('INSERT INTO migrations (name) VALUES (?)', [name]);
    }
  }

  async open(owner, balance) {
    const account = { id: randomUUID(), openedAt: new Date() };
    const insert = 'INSERT INTO accounts (id, owner, balance, opened_at) VALUES (?, ?, ?, ?)';
    await this.#pool.execute(insert, [account.id, owner, balance, account.openedAt]);
    return account;
  }

  /** Undefined where nobody has opened it. */
  async account(id) {
    const query = 'SELECT owner, balance, opened_at AS openedAt FROM accounts WHERE id = ?';
    const [[account]] = await this.#pool.execute(query, [id]);
    return account;
  }

  /** False where the payer has too little. */
  async transfer(payer, payee, amount) {
    const db = await this.#pool.getConnection();
    try {
      await db.beginTransaction();
      const take = 'UPDATE accounts SET balance = balance - ? WHERE id = ? AND balance >= ?';
      const [{ affectedRows }] = await db.execute(take, [amount, payer, amount]);
      if (affectedRows === 0) {
        await db.rollback();
        return false;
      }
      await db.execute('UPDATE accounts SET balance = balance + ? WHERE id = ?', [amount, payee]);
      await db.execute('INSERT INTO transfers (payer, payee, amount) VALUES (?, ?, ?)', [payer, payee, amount]);
      await db.commit();
      return true;
    } finally {
      db.release();
    }
  }

  async transfersOf(payer) {
    const query = 'SELECT COUNT(*) AS count FROM transfers WHERE payer = ?';
    const [[{ count }]] = await this.#pool.execute(query, [payer]);
    return count;
  }
}
