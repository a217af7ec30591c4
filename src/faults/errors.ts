// Errors that faults raise, as MySQL 9.7 words them.
// https://dev.mysql.com/doc/mysql-errors/9.7/en/server-error-reference.html

import { encodeErr } from '../classic/packets/err.ts';
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
  killed: { code: 1317, sqlState: '70100', message: 'Query execution was interrupted' },
  error: { code: 1105, sqlState: 'HY000', message: 'Unknown error' },
};

export function errorOf(fault: ErrorFault): KnownError {
  const known = NAMED[fault.fault];
  return {
    code: fault.code ?? known.code,
    sqlState: fault.sqlState ?? known.sqlState,
    message: fault.message ?? known.message,
  };
}

/** Payload of the ERR packet. */
export function errorPayload(fault: ErrorFault): Buffer {
  const { code, sqlState, message } = errorOf(fault);
  return encodeErr({ code, sqlState, message: Buffer.from(message) });
}

/** Before anything is negotiated: without SQLSTATE. */
export function tooManyConnections(): Buffer {
  return encodeErr({ code: 1040, sqlState: null, message: Buffer.from('Too many connections') });
}

export function accessDenied(user: string): Buffer {
  const message = `Access denied for user '${user}'@'localhost' (using password: YES)`;
  return encodeErr({ code: 1045, sqlState: '28000', message: Buffer.from(message) });
}
