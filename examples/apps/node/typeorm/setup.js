import { makeSource } from './source.js';

export async function setup() {
  const source = await makeSource().initialize();
  await source.runMigrations();
  await source.destroy();
}
