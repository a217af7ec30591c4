import { db } from './app.js';

export async function setup() {
  await db.migrate.latest();
  await db.destroy();
}
