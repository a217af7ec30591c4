// `handshake` of a script: the greeting, who may enter, or an error in place of either.

import { type ErrorResult, errorResult } from '../answer.ts';
import type { AuthPlan, CertificatePlan, GreetingPlan } from '../script.ts';
import { ScriptFailure } from '../script-failure.ts';
import { describeTypes, isObject } from './describe-types.ts';
import { type Fields, milliseconds, object, text, UINT8, UINT16, UINT32, unsigned } from './fields.ts';
import { readError } from './read-response.ts';

/** The version of MySQL Router whose mock server ours takes after. */
const ROUTER_VERSION = '9.7.4';

/**
 * Offered where a script names none: LONG_PASSWORD, FOUND_ROWS, LONG_FLAG, CONNECT_WITH_DB, NO_SCHEMA, ODBC, LOCAL_FILES,
 * PROTOCOL_41, TRANSACTIONS, SECURE_CONNECTION, MULTI_RESULTS, PS_MULTI_RESULTS, PLUGIN_AUTH, CONNECT_ATTRS,
 * PLUGIN_AUTH_LENENC, CAN_HANDLE_EXPIRED_PASSWORDS, SESSION_TRACK, DEPRECATE_EOF.
 */
export const DEFAULT_CAPABILITIES = 0x01fea2df;
const DEFAULT_NONCE = '01234567890123456789';
const MIN_NONCE_BYTES = 8;

/** @throws ScriptFailure where `handshake` is of a wrong type; checked when the script is loaded */
export function checkHandshake(handshake: unknown): void {
  if (handshake === undefined || typeof handshake === 'function') return;
  if (!isObject(handshake)) {
    throw new ScriptFailure(`handshake must be an object, if set. Is ${describeTypes(handshake)}`);
  }
  readGreeting(handshake);
}

/** What a connecting client hears first. @param handshake the script's object, or what its function returned */
export function readGreetingOrError(handshake: Fields): GreetingPlan | ErrorResult {
  const error = readHandshakeError(handshake);
  if (error !== null) return error;
  const auth = readAuth(handshake);
  return auth.kind === 'error' ? auth : readGreeting(handshake);
}

/** What comes of its login. */
export function readAuthOrError(handshake: Fields): AuthPlan | ErrorResult {
  return readHandshakeError(handshake) ?? readAuth(handshake);
}

function readHandshakeError({ error }: Fields): ErrorResult | null {
  return error === undefined ? null : readError(object(error));
}

/** @throws ScriptFailure */
function readGreeting({ greeting = {} }: Fields): GreetingPlan {
  if (!isObject(greeting) || typeof greeting === 'function') {
    throw new ScriptFailure(`handshake.greeting must be an object, if set. Is ${describeTypes(greeting)}`);
  }
  const nonce = Buffer.from(text(greeting, 'nonce', DEFAULT_NONCE).split('\0', 1)[0] ?? '');
  if (nonce.length < MIN_NONCE_BYTES) throw new ScriptFailure(`nonce must be ${MIN_NONCE_BYTES} bytes at least`);
  return {
    kind: 'greeting',
    delayMs: milliseconds(greeting, 'exec_time', '. Is'),
    serverVersion: text(greeting, 'server_version', `${ROUTER_VERSION}-mock`),
    connectionId: unsigned(greeting, 'connection_id', UINT32),
    status: unsigned(greeting, 'status_flags', UINT16),
    charset: unsigned(greeting, 'character_set', UINT8),
    capabilities: BigInt(unsigned(greeting, 'capabilities', UINT32, DEFAULT_CAPABILITIES)),
    authMethod: text(greeting, 'auth_method', 'caching_sha2_password'),
    nonce,
  };
}

function readAuth({ auth }: Fields): AuthPlan | ErrorResult {
  if (auth === undefined) return ANYONE;
  if (!isObject(auth)) return INVALID;
  const { username, password, auth_method_name: method, certificate } = auth;
  const isRight = [username, password, method].every((value) => value === undefined || typeof value === 'string');
  if (!isRight) return INVALID;
  const plan = readCertificate(certificate);
  if (plan === undefined) return INVALID;
  return {
    kind: 'auth',
    username: username === undefined ? null : String(username),
    password: password === undefined ? null : String(password),
    method: method === undefined ? null : String(method),
    certificate: plan,
  };
}

/** Null where none is asked for; undefined where it is of a wrong type. */
function readCertificate(certificate: unknown): CertificatePlan | null | undefined {
  if (certificate === undefined) return null;
  if (!isObject(certificate)) return undefined;
  const { subject, issuer } = certificate;
  if (![subject, issuer].every((value) => value === undefined || typeof value === 'string')) return undefined;
  return {
    subject: subject === undefined ? null : String(subject),
    issuer: issuer === undefined ? null : String(issuer),
  };
}

const ANYONE: AuthPlan = { kind: 'auth', username: null, password: null, method: null, certificate: null };
const INVALID = errorResult(2013, 'HY000', 'Invalid argument');
