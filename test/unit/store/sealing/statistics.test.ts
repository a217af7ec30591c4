import { copyFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RecordingPages } from '../../../../src/page/reading/recording-pages.ts';
import { openDatabase } from '../../../../src/store/file/open-database.ts';
import { writeDigests } from '../../../../src/store/file/write-digests.ts';
import { openRecording } from '../../../../src/store/reading/reader.ts';
import { unseal } from '../../../../src/store/sealing/seal.ts';
import { Statistics } from '../../../../src/store/sealing/statistics.ts';
import { collectStats, DEFAULT_LIMITS } from '../../../../src/tools/stats/collect.ts';
import { opened, SAMPLE, temporaryFile } from '../../../support/edited-recording.ts';

/** The sample, as if it were long. */
function counted(): string {
  const path = temporaryFile('counted.db');
  copyFileSync(SAMPLE, path);
  const db = openDatabase(path);
  const statistics = new Statistics(1);
  db.transaction(() => {
    writeDigests(db, (exchange) => statistics.add(exchange));
    statistics.write(db);
  })();
  db.close();
  return path;
}

test('counts at sealing what counting the recording says', () => {
  const reader = opened(counted());
  const [{ statements = [], queries = 0 } = {}] = collectStats(reader);
  const totals = reader.sealed.totals() ?? [];
  const sorted = totals.filter(({ text }) => statements.some((each) => each.text === text));
  const wanted = statements.map(({ digest: _digest, example: first, maxUs: mostUs, ...rest }) => {
    return { scope: '', first, mostUs, ...rest };
  });
  const byText = (a: { text: string }, b: { text: string }) => (a.text < b.text ? -1 : 1);
  expect(sorted.sort(byText)).toEqual(wanted.sort(byText));
  expect(totals.reduce((sum, { count }) => sum + count, 0)).toBe(queries);
  expect(reader.summary()).toEqual({ ...opened(SAMPLE).summary(), meta: reader.meta });
});

test('keeps what is said of the recording with the usual limits, and no other', () => {
  const [sealed, plain] = [opened(counted()), opened(SAMPLE)];
  const known = sealed.sealed.scopes();
  expect(known?.[0]?.queries).toBe(28);
  expect(collectStats(sealed)).toEqual(collectStats(plain));
  const older = counted();
  const db = openDatabase(older);
  const put = db.prepare("UPDATE recording_totals SET key = 'scopes', value = ? WHERE key = 'scopes_deflated'");
  expect(put.run(JSON.stringify(known)).changes).toBe(1);
  db.close();
  expect(opened(older).sealed.scopes()).toEqual(known);
  const limits = { ...DEFAULT_LIMITS, nPlusOne: 2, duplicates: 2 };
  expect(collectStats(sealed, limits)).toEqual(collectStats(plain, limits));
  const budget = { ...DEFAULT_LIMITS, maxQueries: 1, maxMs: 1 };
  expect(collectStats(sealed, budget)).toEqual(collectStats(plain, budget));
  expect(collectStats(sealed, DEFAULT_LIMITS, ({ id }) => id < 9)).toEqual(
    collectStats(plain, DEFAULT_LIMITS, ({ id }) => id < 9),
  );
});

test('the page shows the same by what was counted as by counting', async () => {
  const [pages, plain] = [new RecordingPages(counted()), new RecordingPages(SAMPLE)];
  const [overview, other] = [await pages.ask('overview', {}), await plain.ask('overview', {})];
  expect({ ...overview, density: 0 }).toEqual({ ...other, density: 0 });
  expect(overview.density.reduce((sum, count) => sum + count, 0)).toBe(34);
  const shapes = await pages.ask('statements', {});
  const { shapes: others, ...counts } = await plain.ask('statements', {});
  expect(shapes).toMatchObject(counts);
  const byText = (a: { text: string }, b: { text: string }) => (a.text < b.text ? -1 : 1);
  expect([...shapes.shapes].sort(byText)).toEqual([...others].sort(byText));
  await Promise.all([pages.close(), plain.close()]);
});

test('says nothing of a recording that was appended to since, and is gone where one is written to', () => {
  const path = counted();
  const db = openDatabase(path);
  db.exec(
    'INSERT INTO exchange SELECT 1000, session_id, 1000, command, database, response_id, prepare_exchange_id, fingerprint, started_at_us, first_byte_us, last_byte_us, gap, parameters, sql, request, scope_id, state_id, transaction_id, begun_after FROM exchange WHERE id = 1',
  );
  const reader = openRecording(path);
  expect(reader.sealed.totals()).toBeNull();
  expect(reader.summary().exchanges).toBe(35);
  reader.close();
  unseal(db);
  expect(db.prepare("SELECT name FROM sqlite_master WHERE name LIKE '%totals'").all()).toEqual([]);
  db.close();
});

test('a short recording stays as small as it is', () => {
  expect(opened(SAMPLE).sealed.overview()).toBeNull();
});
