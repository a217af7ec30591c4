// Exchanges of the classic protocol as lines. That whole recordings come through is tested in round-trip.test.ts; here is what
// is written only where a recording has it otherwise than its command tells.

import { expect, onTestFinished, test } from 'vitest';
import type { KeptCommand } from '../../../../../src/identity/kept-command.ts';
import { Capability } from '../../../../../src/mysql/constants/capabilities.ts';
import { type KeptExchange, overrides, parseOverrides } from '../../../../../src/tools/text/lines/exchange-lines.ts';
import { Lines } from '../../../../../src/tools/text/reading/scanner.ts';
import { dumpRecording } from '../../../../../src/tools/text/writing/dump.ts';
import { loaded, opened, textOf } from '../../../../support/edited-recording.ts';
import { parseText } from '../../../../support/parse-text.ts';

const DERIVED: KeptCommand = {
  ...{ command: 'COM_QUERY', sql: 'SELECT 1', parameters: null, request: Buffer.from('\x03SELECT 1') },
  ...{ fingerprint: 'a'.repeat(32), prepareExchange: null, database: 'shop', state: 'autocommit=1', transaction: null },
} as KeptCommand;
const USUAL: KeptExchange = { ...DERIVED, gap: null, idleSeconds: 0, response: null };

test('of what its command tells nothing is written', () => {
  expect(overrides(USUAL, DERIVED)).toEqual([]);
  expect(parseOverrides(new Lines('=>'), DERIVED)).toEqual({ ...DERIVED, gap: null, idleSeconds: 0 });
});

test.each<[string, Partial<KeptExchange>]>([
  ["in 'other'", { database: 'other' }],
  ["in ''", { database: '' }],
  [`fingerprint ${'0'.repeat(32)}`, { fingerprint: '0'.repeat(32) }],
  ['fingerprint none', { fingerprint: null }],
  ["shown 'SELECT *'", { sql: 'SELECT *' }],
  ['shown NULL', { sql: null }],
  ["shown 'NULL'", { sql: 'NULL' }],
  ["bound '[1]'", { parameters: '[1]' }],
  ['request none', { request: null }],
  ["state 'autocommit=0'", { state: 'autocommit=0' }],
  ['idle 30', { idleSeconds: 30 }],
  ['gap mid-stream', { gap: 'mid stream' }],
  ['gap secret', { gap: 'secret' }],
])('%s', (line, changes) => {
  const { response: _response, ...usual } = USUAL;
  expect(overrides({ ...USUAL, ...changes }, DERIVED)).toEqual([line]);
  expect(parseOverrides(new Lines(line), DERIVED)).toEqual({ ...usual, ...changes });
});

test('a request that is kept though its command would not be', () => {
  const secret = { ...DERIVED, request: null };
  expect(overrides(USUAL, secret)).toEqual(['request kept']);
  expect(overrides({ ...USUAL, request: null }, secret)).toEqual([]);
});

test('the state is unknown in recordings of old: it is the one that follows', () => {
  expect(overrides({ ...USUAL, state: null }, DERIVED)).toEqual([]);
});

test('several stand in their order, and are read in any', () => {
  const all = overrides({ ...USUAL, gap: 'truncated', database: 'x', idleSeconds: 1 }, DERIVED);
  expect(all).toEqual(["in 'x'", 'idle 1', 'gap truncated']);
  const read = parseOverrides(new Lines(all.toReversed().join('\n')), DERIVED);
  expect(read).toMatchObject({ gap: 'truncated', database: 'x', idleSeconds: 1 });
});

test.each([
  ['gap lost', 'expected truncated, abandoned, secret, mid stream, unsupported, found lost'],
  ['gap', 'expected why it cannot be served'],
  ['gap secret now', 'expected the end of the line, found now'],
  ['fingerprint ABC', 'expected 32 hexadecimal digits or none, found ABC'],
  [`fingerprint ${'a'.repeat(33)}`, 'expected 32 hexadecimal digits or none'],
  ['request some', 'expected none, found some'],
  ['idle -1', 'expected seconds, a number'],
  ['shown SELECT', 'expected a string in quotes'],
])('%s is refused', (line, message) => {
  expect(() => parseOverrides(new Lines(line), DERIVED)).toThrow(message);
});

const OK = ['=>', 'ok status 0x0002'];

/** A text of these exchanges, loaded and written again, without what stands around the exchanges. */
function again(exchanges: readonly string[]): string[] {
  const reader = opened(loaded(textOf(exchanges)));
  const lines = [...dumpRecording(reader)].map((line) => line.trim()).filter((line) => line !== '');
  return lines.slice(
    lines.findIndex((line) => line.startsWith('COM_')),
    lines.indexOf('ended quit'),
  );
}

test('an answer tells its capabilities where they are not the client’s', () => {
  const encoding = Capability.PROTOCOL_41 | Capability.DEPRECATE_EOF;
  const lines = ['COM_PING', `=> encoding 0x${encoding.toString(16)}`, 'ok status 0x0002'];
  expect(again(lines)).toEqual(lines);
  expect(() => parseText(textOf(['COM_PING', '=> encoding 0x8000000000000000']))).toThrow('capability bits of 922337');
});

test('an execute without its bytes says which prepare was its own', () => {
  const prepare = ['COM_STMT_PREPARE', '| SELECT ?', '=>', 'prepared 1 parameters 1 columns 0'];
  const execute = ['COM_STMT_EXECUTE', 'executes 2', 'request none', "bound '[1]'", 'gap secret'];
  const lines = ['COM_PING', ...OK, ...prepare, ...execute];
  const reader = opened(loaded(textOf(lines)));
  const all = [...reader.listExchanges()];
  expect(all.map(({ prepareExchange }) => prepareExchange)).toEqual([null, null, all[1]?.id]);
  expect(() => parseText(textOf([...prepare, ...execute]))).toThrow('in the session of 1 at the most, found 2');
  expect(() => parseText(textOf([...prepare, 'COM_STMT_EXECUTE', 'executes 0']))).toThrow('in the session, from 1');
});

test('an exchange knows the transaction that it ran in', () => {
  const within = ['=>', 'ok status 0x0003'];
  const lines = [
    'COM_QUERY',
    '| BEGIN',
    ...within,
    'COM_QUERY',
    '| DELETE FROM t',
    ...within,
    'COM_QUERY',
    '| COMMIT',
    ...OK,
  ];
  const reader = opened(loaded(textOf([...lines, 'COM_PING', ...OK])));
  const all = [...reader.listExchanges()];
  const begin = all[0]?.id ?? 0;
  expect(all.map(({ transaction }) => transaction)).toEqual([null, begin, begin, null]);
  onTestFinished(() => expect(begin).toBeGreaterThan(0));
});

test.each([
  [['COM_QUEERY', ...OK], 'COM_QUEERY is no command'],
  [['COM_QUERY', '| SELECT 1', '=> now'], 'expected the end of the line, found now'],
  [['COM_QUERY', '| SELECT 1', '=>', 'sure'], 'sure is no command'],
  [["'a'"], 'expected the name of a command'],
])('%j is refused', (exchanges, message) => {
  expect(() => parseText(textOf(exchanges))).toThrow(message);
});
