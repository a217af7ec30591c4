// A recorded response on its way to a client: as it is, transcoded, and interrupted by the client's file.

import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { RecordedExchange, RecordedResponse, RecordingReader } from '../../../../src/core/recording.ts';
import { packetsOf } from '../../../../src/mysql/codec/framing.ts';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { encodeOk, plainOk } from '../../../../src/mysql/packets/ok.ts';
import { encodePrepareOk } from '../../../../src/mysql/packets/prepare-ok.ts';
import {
  type Playing,
  playInfile,
  playRecorded,
  playTranscoded,
  preparedBy,
  preparedDefinitions,
} from '../../../../src/replay/answers/play-response.ts';
import { commandOf, queryOf } from '../../../support/decoded-command.ts';
import { Playback, recordingOf, said } from '../../../support/playback.ts';
import { responseOf } from '../../../support/recorded-response.ts';

const EOFS = Capability.PROTOCOL_41;
const NO_EOFS = EOFS | Capability.DEPRECATE_EOF;
const OK = encodeOk(plainOk(2), NO_EOFS);
const PREPARED = encodePrepareOk(
  { statementId: 77, parameterCount: 0, columnCount: 0, warnings: 0, hasDefinitions: true },
  NO_EOFS,
);

function playing(response: RecordedResponse, changes: Partial<Playing> = {}) {
  const sent: Buffer[] = [];
  const files: Buffer[] = [];
  const reply = {
    write: (bytes: Buffer) => void sent.push(bytes),
    readClientPacket: async () => ({ sequenceId: 1, payload: files.shift() ?? Buffer.alloc(0) }),
  };
  const exchange = { id: 1, prepareExchange: null } as Partial<RecordedExchange> as RecordedExchange;
  const one: Playing = {
    ...{ command: queryOf('SELECT 1'), exchange, response, reply },
    ...{ capabilities: NO_EOFS, status: 2, statementId: null },
    ...changes,
  };
  return { one, sent, files, bytes: () => Buffer.concat(sent) };
}

test('a response that fits is one write of the very same bytes', () => {
  const response = responseOf([OK]);
  const { one, sent } = playing(response);
  expect(playRecorded(one)).toBeUndefined();
  expect(sent).toHaveLength(1);
  expect(sent[0]).toBe(response.whole);
});

test('a large one goes out piece by piece', async () => {
  const response = responseOf([OK], { whole: null, chunks: () => [Buffer.from('ab'), Buffer.from('cd')] });
  const { one, sent } = playing(response);
  await playRecorded(one);
  expect(sent.map(String)).toEqual(['ab', 'cd']);
});

test('a prepared statement gets the id of this connection, and the recording keeps its own', async () => {
  const response = responseOf([PREPARED]);
  const { one, bytes } = playing(response, { statementId: 3, command: commandOf(Buffer.from('\x16SELECT 1')) });
  const before = Buffer.from(response.whole ?? '');
  await playRecorded(one);
  expect(bytes().readUInt32LE(5)).toBe(3);
  expect(response.whole).toEqual(before);
  expect(preparedBy(one)).toEqual({ id: 3, columns: 0, parameters: 0 });
  expect(preparedBy({ ...one, statementId: null })).toBeNull();
});

test('so it does where its answer is transcoded', async () => {
  const { one, bytes } = playing(responseOf([PREPARED]), {
    ...{ statementId: 5, command: commandOf(Buffer.from('\x16SELECT 1')), capabilities: EOFS },
  });
  await playTranscoded(one, {} as RecordingReader);
  expect(bytes().readUInt32LE(5)).toBe(5);
});

test('definitions of a prepared statement are those that its prepare was answered with', () => {
  const prepare = ['COM_STMT_PREPARE', '| SELECT a FROM t', '=>', 'prepared 1 parameters 0 columns 2 warnings 0'];
  const execute = ['COM_STMT_EXECUTE', 'statement 1', '=>', 'ok status 0x0002'];
  const reader = recordingOf([[...prepare, 'columns columns-2 eof 0x0002'], execute]);
  const [, executed] = [1, 2].map((id) => reader.exchangeById(id));
  expect(executed?.prepareExchange).toBe(1);
  expect(preparedDefinitions(executed as RecordedExchange, reader)).toHaveLength(2);
  expect(preparedDefinitions({ ...executed, prepareExchange: null } as RecordedExchange, reader)).toEqual([]);
});

const REQUEST = Buffer.from('\xfb/tmp/rows.csv', 'latin1');
const LOAD = "LOAD DATA LOCAL INFILE '/tmp/rows.csv' INTO TABLE t";

function loading(sha256: string | null, live = LOAD) {
  const reader: Partial<RecordingReader> = {
    parametersOf: () => (sha256 === null ? null : JSON.stringify({ local_infile: { sha256 } })),
    statementOf: () => LOAD,
  };
  const response = responseOf([REQUEST, OK], { outcome: 'local_infile' });
  const play = playing(response, { command: queryOf(live) });
  play.files.push(Buffer.from('1,2\n'), Buffer.alloc(0));
  return { ...play, result: playInfile(play.one, reader as RecordingReader) };
}

const hash = createHash('sha256').update('1,2\n').digest('hex');

test('the client is asked for its file, and told what the server said to it', async () => {
  const { result, bytes } = loading(hash);
  expect(await result).toEqual({ matches: true, sequenceId: 0 });
  const packets = [...packetsOf([bytes()])];
  expect(packets.map(({ payload }) => payload[0])).toEqual([0xfb, 0x00]);
  // behind the client's packets
  expect(bytes()[4 + REQUEST.length + 3]).toBe(2);
});

test('with another file it is told nothing, and the number of the packet that says so', async () => {
  const { result, bytes } = loading('0'.repeat(64));
  expect(await result).toEqual({ matches: false, sequenceId: 2 });
  expect([...packetsOf([bytes()])]).toHaveLength(1);
});

test('what was not kept of the file is not compared', async () => {
  expect(await loading(null).result).toMatchObject({ matches: true });
});

test('the client is asked for the file that its own statement names', async () => {
  const { result, bytes } = loading(hash, LOAD.replace('/tmp/', '/home/'));
  await result;
  expect(String(bytes())).toContain('/home/rows.csv');
});

test('a client that understands less hears what it understands', async () => {
  const client = await new Playback(recordingOf([said('SELECT a, b FROM t', [['1', '2']])])).connect();
  expect(await client.query('SELECT a, b FROM t')).toEqual([['1', '2']]);
});
