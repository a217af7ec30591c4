// Errors that the X plugin raises itself, in its words; what MySQL 9.7 says.
// https://dev.mysql.com/doc/mysql-errors/9.7/en/server-error-reference.html

/** Of Mysqlx.Error; the connection ends behind a fatal one. */
export interface XErrorFacts {
  readonly code: number;
  readonly sqlState: string;
  readonly message: string;
  readonly isFatal: boolean;
}

const general = (code: number, message: string, isFatal = false): XErrorFacts => ({
  code,
  sqlState: 'HY000',
  message,
  isFatal,
});

/** A block's condition that a message has a field does not hold. */
export const FIELD_EXISTS_FAILED = 5168;

export const XErrors = {
  noPayload: general(5000, 'Messages without payload are not supported', true),
  unparsable: general(5000, 'Parse error unserializing protobuf message', true),
  invalidMessage: general(5000, 'Invalid message', true),
  unexpectedMessage: general(1047, 'Unexpected message received'),
  noCompression: general(5170, "Client didn't enable the compression.", true),
  invalidFrame: general(5000, 'Invalid message-frame.', true),
  invalidCompressedFrame: general(5174, 'Invalid compressed frame.', true),
  algorithmRequired: general(5179, "The algorithm is required for 'compression'"),
  decompressionFailed: general(5171, 'Payload decompression failed', true),
  insecureTransport: general(
    3159,
    'Connections using insecure transport are prohibited while --require_secure_transport=ON.',
    true,
  ),
  tooManyConnections: general(1040, 'Too many connections', true),
  blockNotOpen: general(5158, 'Expect block currently not open'),
  noErrorFailed: general(5159, 'Expectation failed: no_error'),
  sqlNamespaceExpected: general(5162, "Expected namespace 'sql'"),
  noRowsForCursor: general(1210, 'Incorrect arguments to with cursor'),
} as const;

/** What no server says: an error of ours. */
export function ownError(message: string, isFatal = false): XErrorFacts {
  return general(1105, message, isFatal);
}

export function invalidMechanism(name: string): XErrorFacts {
  return general(1251, `Invalid authentication method ${name}`, true);
}

export function capabilityRefused(name: string): XErrorFacts {
  return general(5001, `Capability prepare failed for '${name}'`);
}

export function capabilityUnknown(name: string): XErrorFacts {
  return general(5002, `Capability '${name}' doesn't exist`);
}

export function capabilityTwice(name: string): XErrorFacts {
  return general(5019, `Duplicated capability: '${name}'`);
}

export function compressionOptionUnknown(key: string): XErrorFacts {
  return general(5178, `Invalid or unsupported option 'compression.${key}'`);
}

export function compressionRefused(key: string): XErrorFacts {
  return general(5175, `Invalid or unsupported value for 'compression.${key}'`);
}

/** What one hears who kills oneself, or what one asks. */
export function queryInterrupted(isFatal: boolean): XErrorFacts {
  return { code: 1317, sqlState: '70100', message: 'Query execution was interrupted', isFatal };
}

export function unknownThreadId(id: number): XErrorFacts {
  return general(1094, `Unknown thread id: ${id}`);
}

export function notPrepared(id: number): XErrorFacts {
  return general(5110, `Statement with ID=${id} was not prepared`);
}

export function cursorNotOpen(id: number): XErrorFacts {
  return general(5111, `Cursor with ID=${id} was not opened.`);
}

export function unknownCondition(key: number): XErrorFacts {
  return general(5160, `Unknown condition key: ${key}`);
}

export function expectedFieldMissing(field: string): XErrorFacts {
  return general(FIELD_EXISTS_FAILED, `Expectation failed: field_exists = '${field}'`);
}

export function cursorExhausted(id: number): XErrorFacts {
  return general(5123, `No more data in cursor (cursor id:${id})`);
}

export function accessDenied(user: string, host: string, isUsingPassword: boolean, isFatal: boolean): XErrorFacts {
  const using = isUsingPassword ? 'YES' : 'NO';
  return general(1045, `Access denied for user '${user}'@'${host}' (using password: ${using})`, isFatal);
}
