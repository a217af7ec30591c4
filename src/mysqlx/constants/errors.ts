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

/** How much of a user's name stands in a message, in bytes. */
const MOST_IN_USER = 48;

/** A block's condition that a message has a field does not hold. */
export const FIELD_EXISTS_FAILED = 5168;

/** A name within a text, as C prints it: up to its first NUL. */
const named = (name: string): string => name.split('\0', 1)[0] as string;

export const XErrors = {
  noPayload: general(5000, 'Messages without payload are not supported', true),
  unparsable: general(5000, 'Parse error unserializing protobuf message', true),
  invalidMessage: general(5000, 'Invalid message', true),
  unexpectedMessage: general(1047, 'Unexpected message received'),
  noCompression: general(5170, "Client didn't enable the compression.", true),
  invalidFrame: general(5000, 'Invalid message-frame.', true),
  invalidCompressedFrame: general(5174, 'Invalid compressed frame.', true),
  attributeNoKey: general(5006, 'Empty key name given'),
  attributeNoText: general(5008, 'Key and values support only string values'),
  attributesTooLong: general(
    5007,
    'There are too many bytes in connection session attributes the capability is limited to 65536',
  ),
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

const PLUGIN_CODES = [5000, 5999] as const;

/** Whether the X plugin has refused it, so that the server has executed nothing. */
export function isRaisedByPlugin(code: number): boolean {
  return code >= PLUGIN_CODES[0] && code <= PLUGIN_CODES[1];
}

/** What no server says: an error of ours. */
export function ownError(message: string, isFatal = false): XErrorFacts {
  return general(1105, message, isFatal);
}

export function invalidMechanism(name: string): XErrorFacts {
  return general(1251, `Invalid authentication method ${named(name)}`, true);
}

export function capabilityRefused(name: string): XErrorFacts {
  return general(5001, `Capability prepare failed for '${named(name)}'`);
}

/** What a server only tells. */
export function capabilityTold(name: string): XErrorFacts {
  return general(5001, `CapabilitiesSet not supported for the ${name} capability`);
}

/** @param most in bytes */
export function attributeKeyTooLong(key: string, most: number): XErrorFacts {
  const beginning = named(cut(key, most));
  return general(5005, `Key name beginning with '${beginning}'... is too long, currently limited to ${most}`);
}

/** @param most in bytes */
export function attributeValueTooLong(key: string, most: number): XErrorFacts {
  return general(5004, `Value is too long for '${named(key)}' attribute, currently limited to ${most}`);
}

export function capabilityUnknown(name: string): XErrorFacts {
  return general(5002, `Capability '${named(name)}' doesn't exist`);
}

export function capabilityTwice(name: string): XErrorFacts {
  return general(5019, `Duplicated capability: '${named(name)}'`);
}

export function compressionOptionUnknown(key: string): XErrorFacts {
  return general(5178, `Invalid or unsupported option 'compression.${named(key)}'`);
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
  const name = cut(user, MOST_IN_USER);
  return general(1045, `Access denied for user '${name}'@'${host}' (using password: ${using})`, isFatal);
}

/** The whole characters of so many bytes. */
function cut(text: string, mostBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= mostBytes) return text;
  let end = mostBytes;
  while (((bytes[end] as number) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end).toString();
}
