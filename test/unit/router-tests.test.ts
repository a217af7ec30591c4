// test/ROUTER.md names only tests that are there.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const table = readFileSync(join(root, 'ROUTER.md'), 'utf8');
const files = [...new Set([...table.matchAll(/`([a-z0-9/-]+\.test\.ts)`/g)].map(([, file = '']) => file))];

test('each file of the table is there', () => {
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) expect(existsSync(join(root, file)), file).toBe(true);
});

test('each name of the table is one of a test', () => {
  const texts = files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
  const names = [...table.matchAll(/"([^"]+)"/g)].flatMap(([, name = '']) => name.split('…'));
  const written = texts.replaceAll(/%[sij]/g, '');
  for (const name of names.map((part) => part.trim())) expect(written, name).toContain(name);
});
