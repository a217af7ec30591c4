// The recording that README uses, made by examples/make-sample: it replays whole, to the clients that it was made with
// and to another, and holds nothing that it should not.
import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as mariadb from 'mariadb';
import { expect, test } from 'vitest';
import { type Miss, type ReplayRun, replay } from '../../src/index.ts';
import { clientPrograms, runClient } from '../servers/index.ts';

const root = join(import.meta.dirname, '..', '..');
const sample = join(root, 'recordings', 'sample-mysql-9.7.db');

async function replaySample(): Promise<{ player: ReplayRun; misses: Miss[] }> {
  const misses: Miss[] = [];
  return { player: await replay(sample, { onMiss: (miss) => misses.push(miss) }), misses };
}

test('the program that was recorded gets the same answers', async () => {
  const { player, misses } = await replaySample();
  await using _ = player;
  const program = join(root, 'examples', 'shop', 'shop.js');
  const env = { ...process.env, MYSQL_HOST: player.host, MYSQL_TCP_PORT: String(player.port) };
  const { stdout } = await promisify(execFile)(process.execPath, [program], { env });
  expect(stdout.split('\n')).toEqual([
    'server: 9.7.4-2',
    'product 1: Lamp, 39.90, since 2024-02-29, ["light","home"]',
    "product 2: Sailor's knife, 12.00, since 2025-06-01, null",
    'product 3: Écritoire 山, 249.99, since 1999-12-31, {"wood":"oak"}',
    "below 15: Sailor's knife",
    "below 50: Sailor's knife, Lamp",
    'orders: 2',
    'orders: 2',
    'ordered: 3',
    'orders: 3',
    'refused: 1452 23000',
    "Table 'shop.suppliers' doesn't exist",
    '',
  ]);
  expect(misses).toEqual([]);
});

test.skipIf(clientPrograms('mysql') === undefined)('the mysql client gets the same answers', async () => {
  const { player, misses } = await replaySample();
  await using _ = player;
  const input = await readFile(join(root, 'examples', 'make-sample', 'session.sql'), 'utf8');
  const login = { user: 'demo', password: 'any', to: { host: player.host, port: player.port } };
  const args = ['--force', '--batch', '--default-character-set=utf8mb4', 'shop'];
  const run = await runClient(clientPrograms('mysql')?.shell ?? '', { ...login, args, input });
  expect(run.stderr).toMatch(/^ERROR 1146 \(42S02\) at line 13: Table 'shop.nowhere' doesn't exist\s*$/);
  const prices = /Lamp\t39.90\nSailor's knife\t(\d+)/g;
  expect([...run.stdout.matchAll(prices)].map(([, price]) => price)).toEqual(['12', '24', '12']);
  expect(misses).toEqual([]);
});

test('another driver gets its answers too, and a miss for what was never asked', async () => {
  const { player, misses } = await replaySample();
  await using _ = player;
  const login = { host: player.host, port: player.port, user: 'demo', password: 'any', database: 'shop' };
  const connection = await mariadb.createConnection(login);
  const rows: { name: string }[] = await connection.query('SELECT name, price FROM products WHERE price < 50');
  expect(rows.map(({ name }) => name)).toEqual(['Lamp', "Sailor's knife"]);
  await expect(connection.query('SELECT name, price FROM products WHERE price < 60')).rejects.toMatchObject({
    errno: 1105,
  });
  await connection.end();
  expect(misses.map(({ sql }) => sql)).toContain('SELECT name, price FROM products WHERE price < 60');
});

test('it is small, and names no password and not the machine that it was made on', async () => {
  expect((await stat(sample)).size).toBeLessThan(150 * 1024);
  const bytes = await readFile(sample, 'latin1');
  expect(bytes).not.toContain('pw-');
  expect(bytes).not.toMatch(/\/home\/|\/tmp\/|\/work\//);
  if (hostname().length > 4) expect(bytes).not.toContain(hostname());
});
