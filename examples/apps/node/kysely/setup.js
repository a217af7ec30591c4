import { Migrator } from 'kysely/migration';
import { db } from './db.js';
import { migrations } from './migrations.js';

export async function setup() {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  await db.destroy();
  if (error !== undefined) throw error;
}
