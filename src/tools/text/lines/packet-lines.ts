// Packets that are one line of an answer in a text twin: `ok status 0x0002`, `error 1064 '42000' 'You have …'`.

import { PayloadReader } from '../../../core/bytes/payload-reader.ts';
import type { ErrPacket } from '../../../mysql/packets/err.ts';
import { encodeSessionState, readSessionState, type SessionStateChange } from '../../../mysql/packets/session-state.ts';
import type { Line } from '../reading/scanner.ts';
import { bigint, bits, bytes, encoded, type Field, integer, mark, named, nullable, record, unless } from './fields.ts';

const STATUS = bits('status flags', 0xffff);
const WARNINGS = unless('warnings', integer('a number of warnings', 0xffff), 0);
const SESSION_STATE: Field<readonly SessionStateChange[]> = encoded('session state', encodeSessionState, (state) =>
  readSessionState(new PayloadReader(state, 'session state')),
);

/** An OK packet, and the end of a result where that is one. */
export const OK_LINE = record({
  affectedRows: unless('affected', bigint('a number of rows'), 0n),
  lastInsertId: unless('insert_id', bigint('an id'), 0n),
  status: named('status', STATUS),
  warnings: WARNINGS,
  info: unless('info', bytes('the text'), null),
  sessionState: unless('state', SESSION_STATE, null),
});

/** The end of a result's rows where that is an EOF packet. */
export const END_LINE = record({ status: named('status', STATUS), warnings: WARNINGS });

/** The EOF packet behind definitions, in their line. */
export const EOF_BEHIND = record({ status: named('eof', STATUS), warnings: WARNINGS });

const ERROR_FIELDS = record({
  code: integer('an error code', 0xffff),
  sqlState: nullable(bytes('a SQLSTATE')),
  message: bytes('a message'),
});
const SQLSTATE_CHARS = 5;

export const ERROR_LINE: Field<ErrPacket> = {
  write: ({ sqlState, ...err }) =>
    ERROR_FIELDS.write({ ...err, sqlState: sqlState === null ? null : Buffer.from(sqlState, 'latin1') }),
  read: (line: Line) => {
    const code = ERROR_FIELDS.read(line);
    return { ...code, sqlState: sqlStateOf(code.sqlState, line) };
  },
};

function sqlStateOf(state: Buffer | null, line: Line): string | null {
  if (state !== null && state.length !== SQLSTATE_CHARS)
    throw line.error('a SQLSTATE has five characters; before here');
  return state === null ? null : state.toString('latin1');
}

/** The first packet of a prepare's answer. */
export const PREPARED_LINE = record({
  statementId: integer("a statement's id", 0xffffffff),
  parameterCount: named('parameters', integer('a number of parameters', 0xffff)),
  columnCount: named('columns', integer('a number of columns', 0xffff)),
  warnings: unless('warnings', integer('a number of warnings', 0xffff), null),
  isUndefined: mark('undefined'),
});
