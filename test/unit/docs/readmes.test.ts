// The README of a room: what it is, what it must not know, which file to read first. What it names is there, and each folder of the
// room is named.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const SRC = join(ROOT, 'src');
const rooms = readdirSync(SRC, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const ROOMS = rooms.map(({ name }) => name);
/** Paths, and names of files, rooms and folders. */
const NAMED = /`([\w-]+(?:[/.][\w.-]+)*)`/g;

test.each(ROOMS)('the README of %s is true of its files', (room) => {
  const folder = join(SRC, room);
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  for (const line of [`# ${room}\n`, '**Must not know:**', '**Read first:**']) expect(readme).toContain(line);
  const named = [...readme.matchAll(NAMED)].map(([, name = '']) => name);
  const isThere = (name: string) => [folder, SRC, ROOT].some((at) => existsSync(join(at, name)));
  expect(named.filter((name) => /\.ts$|\//.test(name) && !isThere(name))).toEqual([]);
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const isNamed = (name: string) => named.some((one) => one === name || one.startsWith(`${name}/`));
  expect(folders.map(({ name }) => name).filter((name) => !isNamed(name))).toEqual([]);
});
