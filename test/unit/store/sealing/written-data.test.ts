import { expect, test } from 'vitest';
import { contentDigest } from '../../../../src/store/file/digests.ts';
import { openDatabase } from '../../../../src/store/file/open-database.ts';
import { verifySeal } from '../../../../src/store/file/verify-seal.ts';
import { writeDigests } from '../../../../src/store/file/write-digests.ts';
import { openRecording } from '../../../../src/store/reading/reader.ts';
import { create, exchange, facts, session, temporaryPath } from '../sample.ts';

test('what is sealed with data that was kept is what is read of the file', () => {
  const path = temporaryPath();
  const writer = create(path);
  for (let n = 0; n < 2; n++) writer.beginSession(session());
  const states = ['autocommit=1 in_transaction=0 charset=utf8mb4', 'autocommit=1 in_transaction=0', ''];
  const asked = [
    'SELECT n FROM t WHERE id = 1',
    "UPDATE t SET n = 2, name = '\u{1f600}\u0000' WHERE id = 1",
    'SELECT n FROM t WHERE id = 1',
    'SELECT 1',
    "UPDATE t SET n = 2, name = 'b' WHERE id = 2",
    'DROP TABLE t',
  ];
  asked.forEach((sql, at) => {
    const response = writer.openResponse();
    response.write(Buffer.from(`answer ${at}`));
    // each is asked beside the one before
    const asked = { session: 1 + (at % 2), ordinal: at + 1, sql, begunAfter: Math.max(0, at - 1) };
    const said = { fingerprint: String(at % 2).repeat(32), state: states[at % states.length] ?? '' };
    const isWrite = at % 3 === 1;
    writer.putExchange(exchange({ ...asked, ...said }), response, facts({ affectedRows: isWrite ? 1n : 0n }), 0xfffn);
  });
  writer.close();
  expect(verifySeal(path).damages).toEqual([]);
  const db = openDatabase(path);
  const sealed = contentDigest(db);
  const told = db.prepare('SELECT count(*), count(also), count(DISTINCT use_id) FROM exchange_data').raw().get();
  expect(told).toEqual([5, 4, 4]);
  expect(db.prepare("SELECT count(*) FROM data_use WHERE use NOT LIKE '{%'").pluck().get()).toBe(1);
  db.transaction(() => writeDigests(db))();
  expect(contentDigest(db)).toBe(sealed);
  // what another is like belongs to what it says
  const likeId = "(SELECT CAST(use AS INTEGER) FROM data_use WHERE use NOT LIKE '{%')";
  db.exec(`UPDATE data_use SET use = replace(use, 't"', 's"') WHERE id = ${likeId}`);
  db.close();
  expect(verifySeal(path).damages.filter((what) => what.startsWith('exchange'))).toHaveLength(2);
});

test('a recording whose uses are all written out is read as it is', () => {
  const reader = openRecording('recordings/sample-mysql-9.7.db');
  expect(reader.meta.get('data_rules')).toBe('data-2');
  expect(reader.hasData).toBe(true);
  const ids = [...reader.listExchanges()].map(({ id }) => id);
  expect(ids.filter((id) => reader.dataOf(id) !== undefined).length).toBeGreaterThan(20);
  expect(verifySeal(reader.path).damages).toEqual([]);
  reader.close();
});
