// `mock seal`: finished, as it was, or damaged.

import { copyFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { mock } from '../../../support/command-line.ts';
import { SAMPLE, temporaryFile } from '../../../support/edited-recording.ts';

function damaged(sql: string): string {
  const file = temporaryFile('damaged.db');
  copyFileSync(SAMPLE, file);
  const db = new Database(file);
  db.exec(sql);
  db.close();
  return file;
}

test('what is as it was sealed says so, with its digest', async () => {
  const { out, code } = await mock('seal', SAMPLE, '--verify');
  expect(out).toMatch(/is as it was sealed: \d+ exchanges, digest [0-9a-f]+\n$/);
  expect(code).toBe(0);
  const facts = JSON.parse((await mock('seal', SAMPLE, '--verify', '--json')).out) as Record<string, unknown>;
  expect(facts).toMatchObject({ recording: SAMPLE, damages: [] });
  expect(out).toContain(String(facts['digest']));
});

test('what was changed is damaged: each place is named, and what to do', async () => {
  const file = damaged("UPDATE exchange SET database = 'other' WHERE id = 1");
  const { out, code } = await mock('seal', file, '--verify');
  expect(out.split('\n')[0]).toBe(`${file} is damaged; fetch it again, or record it again`);
  expect(out.split('\n').length).toBeGreaterThan(2);
  expect(code).toBe(6);
});

test('sealing what is sealed changes nothing', async () => {
  const file = damaged('SELECT 1');
  const { out, code } = await mock('seal', file);
  const { digest } = JSON.parse((await mock('seal', SAMPLE, '--verify', '--json')).out) as { digest: string };
  expect([out, code]).toEqual([`${file} is sealed, digest ${digest}\n`, 0]);
  expect(JSON.parse((await mock('seal', file, '--json')).out)).toEqual({ recording: file, digest });
});
