// Sessions of the X Protocol go through text with all that the recording knows of them.

import { expect, test } from 'vitest';
import { openRecording } from '../../../src/recording/reader.ts';
import { dumpRecording } from '../../../src/text/dump.ts';
import { loaded, opened, temporaryFile } from '../../support/edited-recording.ts';
import { create, exchange, facts, put, session } from '../recording/sample.ts';

function xRecording(): string {
  const file = temporaryFile('x.db');
  const writer = create(file);
  const id = writer.beginSession(session({ protocol: 'x', greeting: Buffer.alloc(0) }));
  const request = Buffer.from([0x12, 0x01, 0xff]);
  const all = { session: id, fingerprint: 'a'.repeat(32), request, state: '' };
  const prepare = put(writer, [Buffer.from('ok')], { ...all, command: 'PREPARE_PREPARE', sql: 'SELECT ?' });
  const execute = {
    ...all,
    ordinal: 2,
    command: 'PREPARE_EXECUTE',
    sql: null,
    prepareExchange: prepare,
    parameters: '[1]',
  };
  const answer = facts({ outcome: 'resultset', rows: 3, columns: 1, affectedRows: 2n ** 63n, status: null });
  put(writer, [Buffer.alloc(300, 'row')], execute, answer);
  writer.putExchange(
    exchange({ ...all, ordinal: 3, command: 'CON_CLOSE', sql: null, fingerprint: null }),
    null,
    facts(),
    0n,
  );
  writer.endSession(id, 'quit', 1_767_323_045_900_000);
  writer.close();
  return file;
}

function textOf(file: string): string {
  const reader = openRecording(file);
  const text = [...dumpRecording(reader)].join('\n');
  reader.close();
  return text;
}

test('what is loaded is what was recorded', () => {
  const file = xRecording();
  const text = textOf(file);
  const copy = loaded(text);
  expect(textOf(copy)).toBe(text);
  const [a, b] = [file, copy].map((each) =>
    [...opened(each).listExchanges()].map(
      ({ startedAtUs: _s, firstByteUs: _f, lastByteUs: _l, begunAfter: _b, ...rest }) => rest,
    ),
  );
  expect(b).toEqual(a);
});
