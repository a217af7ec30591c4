// All ways in which a command finds its recorded answer.

import { expect, test } from 'vitest';
import type { Command } from '../../../../src/core/command.ts';
import { CommandCode } from '../../../../src/mysql/constants/commands.ts';
import { encodeComQuery } from '../../../../src/mysql/packets/com-query.ts';
import { SessionState } from '../../../../src/mysql/session/session-state.ts';
import { type Found, findAnswer } from '../../../../src/replay/matching/find-answer.ts';
import { startPlace } from '../../../../src/replay/matching/place.ts';
import type { RecordingFileReader } from '../../../../src/store/reading/reader.ts';
import { Playback, recordingOf, said } from '../../../support/playback.ts';

const READ = said('SELECT a FROM t', [['1']]);

/** Asks a recording in a session like the recorded one; commands are answered in their order. */
function asking(reader: RecordingFileReader, options: { isCrossProtocol?: boolean; status?: number } = {}) {
  const { context } = new Playback(reader);
  const { matcher } = context.unnamedScope;
  const place = startPlace();
  const { capabilities } = reader.firstSession()?.facts ?? { capabilities: 0n };
  const start = { capabilities, user: 'demo', database: 'shop', charset: 255, status: options.status ?? 2 };
  const state = new SessionState(start);
  const find = (command: Command): Found => {
    const isCrossProtocol = options.isCrossProtocol ?? true;
    return findAnswer(command, { reader, matcher, place, isCrossProtocol });
  };
  const decode = (code: number, text: string | Buffer) =>
    state.decode(
      code === CommandCode.COM_QUERY
        ? encodeComQuery({ sql: Buffer.from(text), attributes: [] }, capabilities)
        : Buffer.concat([Buffer.of(code), Buffer.from(text)]),
    );
  return {
    ask: (sql: string) => find(decode(CommandCode.COM_QUERY, sql)),
    prepare: (sql: string) => find(decode(CommandCode.COM_STMT_PREPARE, sql)),
    find: (code: number) => find(decode(code, '')),
  };
}

const shown = (found: Found) =>
  found.kind === 'found' ? [found.exchange.id, found.how] : found.kind === 'miss' ? found.reason : found.kind;

test('the recorded answer, in its turn and again', () => {
  const { ask } = asking(recordingOf([READ]));
  expect([shown(ask('SELECT a FROM t')), shown(ask('select  a from t'))]).toEqual([
    [1, 'next'],
    [1, 'again'],
  ]);
});

test('what carries no data is never looked up', () => {
  expect(shown(asking(recordingOf([READ])).find(CommandCode.COM_PING))).toBe('housekeeping');
});

test('what is not recorded is none; what only reads is found within a transaction as outside of one', () => {
  const { ask } = asking(recordingOf([READ]));
  expect(shown(ask('SELECT b FROM t'))).toBe('unknown');
  const inTransaction = asking(recordingOf([READ]), { status: 3 });
  expect(shown(inTransaction.ask('SELECT a FROM t'))).toEqual([1, 'next']);
});

const PREPARE = [
  'COM_STMT_PREPARE',
  '| SELECT a FROM t',
  '=>',
  'prepared 7 parameters 0 columns 1 warnings 0',
  'columns columns-1 eof 0x0002',
];
const EXECUTE = [
  'COM_STMT_EXECUTE',
  'statement 7',
  '=>',
  'columns columns-1 eof 0x0002',
  '| a |',
  "| '1' |",
  'end status 0x0002',
];

test('as text what was prepared, with its rows as text; and the reverse', () => {
  const found = asking(recordingOf([PREPARE, EXECUTE])).ask('SELECT a FROM t');
  expect(shown(found)).toEqual([2, 'other protocol']);
  expect(
    found.kind === 'found' && String(found.response?.whole ?? Buffer.concat([...(found.response?.chunks() ?? [])])),
  ).toContain('\x011');
  expect(shown(asking(recordingOf([READ])).prepare('SELECT a FROM t'))).toBe('prepare');
});

test('neither where protocols are not crossed', () => {
  const strict = { isCrossProtocol: false };
  expect(shown(asking(recordingOf([PREPARE, EXECUTE]), strict).ask('SELECT a FROM t'))).toBe('unknown');
  expect(shown(asking(recordingOf([READ]), strict).prepare('SELECT a FROM t'))).toBe('unknown');
});

test('a prepare that another scope holds will do, a query of another scope will not', () => {
  const scoped = (lines: readonly string[]) => [lines[0] ?? '', "scope 'other'", ...lines.slice(1)];
  const { ask, prepare } = asking(recordingOf([scoped(PREPARE), ...[said('SELECT b FROM t', [['2']])].map(scoped)]));
  expect(shown(prepare('SELECT a FROM t'))).toEqual([1, 'other scope']);
  expect(shown(ask('SELECT b FROM t'))).toBe('unknown');
});

test('a statement that was refused when it was prepared is refused as text', () => {
  const refused = ['COM_STMT_PREPARE', '| SELEC 1', '=>', "error 1064 '42000' 'You have an error'"];
  expect(shown(asking(recordingOf([refused])).ask('SELEC 1'))).toEqual([1, 'other protocol']);
});

test('a BEGIN within a transaction is the one outside of it: it ends that one first', () => {
  const begin = ['COM_QUERY', '| BEGIN', '=>', 'ok status 0x0003'];
  expect(shown(asking(recordingOf([begin]), { status: 3 }).ask('BEGIN'))).toEqual([1, 'next']);
});

test('a fingerprint that stands beside another statement is a gap, and no answer', () => {
  const reader = recordingOf([READ, said('SELECT b FROM t', [['2']])]);
  const damaged = new Proxy(reader, {
    get: (target, key) => {
      if (key === 'statementOf') return (id: number) => (id === 1 ? 'SELECT c FROM u' : target.statementOf(id));
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const { ask } = asking(damaged);
  expect(ask('SELECT a FROM t')).toMatchObject({ kind: 'found', exchange: { id: 1, gap: 'damaged' } });
  expect(ask('SELECT b FROM t')).toMatchObject({ kind: 'found', exchange: { id: 2, gap: null } });
});

test('a savepoint that is not there is not said to be', () => {
  const begin = ['COM_QUERY', '| BEGIN', '=>', 'ok status 0x0003'];
  const within = (sql: string) => ['COM_QUERY', `| ${sql}`, '=>', 'ok status 0x0003'];
  const { ask } = asking(recordingOf([begin, within('SAVEPOINT a'), within('ROLLBACK TO a')]), { status: 3 });
  expect(shown(ask('ROLLBACK TO a'))).not.toEqual([3, 'next']);
});
