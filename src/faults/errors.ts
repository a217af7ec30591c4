// Errors that faults raise, as MySQL 9.7 words them.
// https://dev.mysql.com/doc/mysql-errors/9.7/en/server-error-reference.html

import { type ServerError, ServerErrors, serverErrorMessage } from '../mysql/constants/error-codes.ts';
import { encodeErr } from '../mysql/packets/err.ts';
import type { ErrorFault, NamedError } from './fault.ts';

export interface KnownError {
  readonly code: number;
  readonly sqlState: string;
  readonly message: string;
}

const NAMED: Readonly<Record<NamedError | 'error', KnownError>> = {
  deadlock: {
    code: 1213,
    sqlState: '40001',
    message: 'Deadlock found when trying to get lock; try restarting transaction',
  },
  lockWait: { code: 1205, sqlState: 'HY000', message: 'Lock wait timeout exceeded; try restarting transaction' },
  readOnly: {
    code: 1290,
    sqlState: 'HY000',
    message: 'The MySQL server is running with the --read-only option so it cannot execute this statement',
  },
  killed: known(ServerErrors.ER_QUERY_INTERRUPTED),
  error: known(ServerErrors.ER_UNKNOWN_ERROR),
};

function known(error: ServerError, ...values: readonly string[]): KnownError {
  return { code: error.code, sqlState: error.sqlState, message: serverErrorMessage(error, ...values) };
}

export function errorOf(fault: ErrorFault): KnownError {
  const { code, sqlState, message } = NAMED[fault.fault];
  return {
    code: fault.code ?? code,
    sqlState: fault.sqlState ?? sqlState,
    message: fault.message ?? message,
  };
}

/** Payload of the ERR packet. */
export function errorPayload(fault: ErrorFault): Buffer {
  const { code, sqlState, message } = errorOf(fault);
  return encodeErr({ code, sqlState, message: Buffer.from(message) });
}

/** Before anything is negotiated: without SQLSTATE. */
export function tooManyConnections(): Buffer {
  const { code, message } = known(ServerErrors.ER_CON_COUNT_ERROR);
  return encodeErr({ code, sqlState: null, message: Buffer.from(message) });
}

export function accessDenied(user: string): Buffer {
  const { code, sqlState, message } = known(ServerErrors.ER_ACCESS_DENIED_ERROR, user, 'localhost', 'YES');
  return encodeErr({ code, sqlState, message: Buffer.from(message) });
}
