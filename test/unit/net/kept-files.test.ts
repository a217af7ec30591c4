import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureFiles } from '../../../src/net/kept-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mock-kept-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const NAMES = ['key', 'certificate'] as const;
const made = (text: string) => async () => ({ key: `${text} key`, certificate: `${text} certificate` });

test('they are made once and kept, for this user alone', async () => {
  const at = join(folder, 'deep', 'kept');
  expect(await ensureFiles(at, NAMES, made('first'))).toEqual({ key: 'first key', certificate: 'first certificate' });
  expect(await ensureFiles(at, NAMES, made('second'))).toMatchObject({ key: 'first key' });
  if (process.platform !== 'win32') expect(statSync(join(at, 'key')).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(folder, 'deep'))).toEqual(['kept']);
});

test('those that serve no more are made anew, and whoever comes at the same time gets the same', async () => {
  const at = join(folder, 'kept');
  await ensureFiles(at, NAMES, made('old'));
  const isCurrent = ({ key }: { readonly key: string }) => key !== 'old key';
  const all = await Promise.all(['a', 'b', 'c'].map((name) => ensureFiles(at, NAMES, made(name), isCurrent)));
  expect(all.every(({ key }) => key !== 'old key')).toBe(true);
  expect(readdirSync(folder)).toEqual(['kept']);
});
