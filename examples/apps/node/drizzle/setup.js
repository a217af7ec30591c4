import { migrate } from 'drizzle-orm/mysql2/migrator';
import { db, pool } from './db.js';

export async function setup() {
  await migrate(db, { migrationsFolder: new URL('migrations', import.meta.url).pathname });
  await pool.end();
}
