// Which cursors a connection has open: a fetch is answered only from one that was fetched from when it was recorded.

import { expect, test } from 'vitest';
import type { Command } from '../../../../src/core/command.ts';
import type { RecordedExchange, RecordingReader } from '../../../../src/core/recording.ts';
import { CommandCode } from '../../../../src/mysql/constants/commands.ts';
import { encodeEof } from '../../../../src/mysql/packets/eof.ts';
import { OpenCursors } from '../../../../src/replay/session/open-cursors.ts';
import { queryOf } from '../../../support/decoded-command.ts';
import { responseOf } from '../../../support/recorded-response.ts';

const EXECUTE = { id: 1, session: 1, prepareExchange: 0 } as Partial<RecordedExchange> as RecordedExchange;

function cursors(hasFetch = true): OpenCursors {
  const fetch = { ...EXECUTE, id: 2, command: 'COM_STMT_FETCH', responseId: 1, gap: null, fingerprint: 'other' };
  const reader: Partial<RecordingReader> = {
    bySessionAfter: (_, after) => (hasFetch && after < 2 ? [fetch as RecordedExchange] : []),
    response: () => responseOf([Buffer.from('000078', 'hex'), encodeEof({ warnings: 0, status: 0x42 }, 0x200n)]),
  };
  return new OpenCursors(reader as RecordingReader);
}

function command(code: number, id: number, ...rest: readonly number[]): Command {
  const statement = {
    id,
    sql: Buffer.from('SELECT 1'),
    parameterCount: 0,
    columnCount: 1,
    database: '',
    exchange: null,
  };
  return { ...queryOf('SELECT 1'), code, payload: Buffer.from([code, id, 0, 0, 0, ...rest]), statement };
}

const { COM_STMT_EXECUTE, COM_STMT_FETCH, COM_STMT_RESET, COM_STMT_CLOSE, COM_RESET_CONNECTION, COM_PING } =
  CommandCode;
const withCursor = (id = 1) => command(COM_STMT_EXECUTE, id, 1, 1, 0, 0, 0);
const fetch = (id = 1) => command(COM_STMT_FETCH, id, 1, 0, 0, 0);

function isOpen(open: OpenCursors, id = 1): boolean {
  return open.fetch(fetch(id)) !== undefined;
}

test('one is open behind an execute that asked for it, of this statement alone', () => {
  const open = cursors();
  open.executed(withCursor(), EXECUTE);
  expect([isOpen(open, 2), isOpen(open)]).toEqual([false, true]);
});

test('none is where nothing was fetched when it was recorded, or the fetch is cut', () => {
  const [none, open] = [cursors(false), cursors()];
  none.executed(withCursor(), EXECUTE);
  open.executed(withCursor(), EXECUTE);
  expect(isOpen(none)).toBe(false);
  expect(open.fetch(command(COM_STMT_FETCH, 1, 1, 0, 0))).toBeUndefined();
});

test.each<[string, boolean, (open: OpenCursors) => void]>([
  ['a ping', true, (open) => open.note(command(COM_PING, 1))],
  ['a reset of another statement', true, (open) => open.note(command(COM_STMT_RESET, 2))],
  ['a reset', false, (open) => open.note(command(COM_STMT_RESET, 1))],
  ['a close', false, (open) => open.note(command(COM_STMT_CLOSE, 1))],
  ['a reset of the connection', false, (open) => open.note(command(COM_RESET_CONNECTION, 0))],
  ['an execute without one', false, (open) => open.executed(command(COM_STMT_EXECUTE, 1, 0, 1, 0, 0, 0), EXECUTE)],
  ['a new session', false, (open) => open.clear()],
])('behind %s it is open: %s', (_, isStillOpen, happen) => {
  const open = cursors();
  open.executed(withCursor(), EXECUTE);
  happen(open);
  expect(isOpen(open)).toBe(isStillOpen);
});
