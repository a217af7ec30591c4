import { readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { RULES, STATE_RULES } from '../../../../src/identity/identity-rules.ts';
import { hasOutdatedStates, rulesOf } from '../../../../src/identity/recorded-rules.ts';
import { makeRuleSet } from '../../../../src/identity/rule-set.ts';
import { matchOffline } from '../../../../src/replay/offline/match-offline.ts';
import { writeDigests } from '../../../../src/store/file/write-digests.ts';
import { compareRecordings } from '../../../../src/tools/diff/compare-recordings.ts';
import { mergeFiles } from '../../../../src/tools/rewrite/merge.ts';
import { pruneFile } from '../../../../src/tools/rewrite/prune.ts';
import { opened, SAMPLE, temporaryFile, withMeta } from '../../../support/edited-recording.ts';

function count(file: string): { sessions: number; exchanges: number } {
  const { sessions, exchanges } = opened(file).summary();
  return { sessions, exchanges };
}

test('a merged recording has the sessions of both, and of each prepare its executes', () => {
  const [output, one] = [temporaryFile('all.db'), count(SAMPLE)];
  const counts = mergeFiles([SAMPLE, SAMPLE], output, false);
  expect(counts).toEqual({ sessions: 2 * one.sessions, exchanges: 2 * one.exchanges });
  expect(count(output)).toEqual(counts);
  const merged = opened(output);
  const last = opened(SAMPLE).summary().exchanges;
  for (const exchange of merged.listExchanges()) {
    if (exchange.prepareExchange === null) continue;
    const prepare = merged.exchange(exchange.prepareExchange);
    expect(prepare?.session).toBe(exchange.session);
    expect(exchange.id > last).toBe(exchange.prepareExchange > last);
  }
});

test('merging one recording alone changes nothing in it', () => {
  const output = temporaryFile('all.db');
  mergeFiles([SAMPLE], output, false);
  expect(compareRecordings(opened(SAMPLE), opened(output))).toEqual([]);
});

test('brings what was made by older rules up to date', () => {
  const older = withMeta('fingerprint_rules', 'sql-1');
  const output = temporaryFile('all.db');
  mergeFiles([older], output, false);
  expect(opened(output).meta.get('fingerprint_rules')).toBe(RULES);
  expect([...opened(output).listExchanges()]).toEqual([...opened(SAMPLE).listExchanges()]);
});

test('makes states anew that an older mock told otherwise, and replay says so of what is not', () => {
  const older = withMeta('state_rules', 'state-1');
  const db = new Database(older);
  const spoilt = db.prepare(
    "UPDATE session_state SET name = replace(name, ' behind=', ' behind=0') WHERE name LIKE '%behind=%'",
  );
  expect(spoilt.run().changes).toBeGreaterThan(0);
  db.close();
  const output = temporaryFile('all.db');
  mergeFiles([older], output, false);
  expect([hasOutdatedStates(opened(older)), hasOutdatedStates(opened(output))]).toEqual([true, false]);
  expect(opened(output).meta.get('state_rules')).toBe(STATE_RULES);
  expect([...opened(output).listExchanges()]).toEqual([...opened(SAMPLE).listExchanges()]);
});

test("follows the user's own rules where they are given, and refuses recordings that have different ones", () => {
  const rules = makeRuleSet([{ name: 'schema', find: '\\bproducts\\b', replace: 'p' }], () => 'rules');
  const output = temporaryFile('own.db');
  mergeFiles([SAMPLE], output, false, rules);
  const sql = 'SELECT name, price FROM p WHERE price < 50';
  const question = { sql, parameters: null, database: null, scope: '' };
  const asked = (file: string) => matchOffline(opened(file), { ...question, rules: rulesOf(opened(file)) }, 0).kind;
  expect([asked(SAMPLE), asked(output)]).toEqual(['miss', 'found']);
  expect(rules?.idle()).toEqual([]);
  expect(() => mergeFiles([SAMPLE, output], temporaryFile('all.db'), false)).toThrow(/different rules of identity/);
});

test('what an older mock kept in clear is told as such, without its secret, and masked by a merge', () => {
  const older = withMeta('mock_version', '0.0.1');
  const db = new Database(older);
  const inClear = "SELECT AES_ENCRYPT('x', 'the-key-of-it') FROM suppliers";
  const spoilt = db.prepare(
    "UPDATE exchange SET sql = ?, request = NULL, fingerprint = 'ffffffffffffffffffffffffffffffff' WHERE sql = 'SELECT * FROM suppliers'",
  );
  expect(spoilt.run(inClear).changes).toBe(1);
  db.transaction(() => writeDigests(db)).immediate();
  db.close();
  const output = temporaryFile('all.db');
  const question = { sql: inClear, parameters: null, database: null, scope: '' };
  const before = matchOffline(opened(older), question, 0);
  expect(before).toMatchObject({ miss: { nearest: { difference: expect.stringContaining('by an older mock') } } });
  expect(JSON.stringify(before)).not.toContain('the-key-of-it');
  mergeFiles([older], output, false);
  expect(matchOffline(opened(output), question, 0)).toMatchObject({ kind: 'found', exchanges: [{}] });
  expect(readFileSync(output).includes('the-key-of-it')).toBe(false);
});

test('prunes what a report lists, but no prepare that is needed', () => {
  const reader = opened(SAMPLE);
  const listed = [...reader.listExchanges()];
  const execute = listed.find(({ command }) => command === 'COM_STMT_EXECUTE');
  const query = listed.find(({ sql }) => sql === 'SELECT * FROM suppliers');
  const report = temporaryFile('report.json');
  const unused = [query?.id, { exchange: execute?.prepareExchange }];
  writeFileSync(report, JSON.stringify({ unused }));
  const output = temporaryFile('pruned.db');
  expect(pruneFile(SAMPLE, report, output, false)).toMatchObject({ dropped: 1, exchanges: listed.length - 1 });
  const differences = compareRecordings(reader, opened(output));
  expect(differences).toMatchObject([{ kind: 'gone', from: { statement: 'SELECT * FROM suppliers' } }]);
});

test.each([
  ['[1]', /it has no list "unused"/],
  ['{"unused":["x"]}', /"unused" has "x"/],
  ['{"unused":[999]}', /no exchange 999 to play/],
  ['nonsense', /cannot be read/],
])('refuses the report %s', (text, message) => {
  const report = temporaryFile('report.json');
  writeFileSync(report, text);
  expect(() => pruneFile(SAMPLE, report, temporaryFile('x.db'), false)).toThrow(message);
});
