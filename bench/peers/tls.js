// TLS behind MySQL's request for it, as the bare peers do it: with no look at anything else.
import { readFileSync } from 'node:fs';
import { connect, createSecureContext, TLSSocket } from 'node:tls';

/** SSLRequest: a login's first 32 bytes. */
export const REQUEST_LENGTH = 36;

/** @param files the paths of a certificate and its key; none: no TLS */
export function secureContextOf([certificate, key]) {
  return certificate === undefined
    ? undefined
    : createSecureContext({ cert: readFileSync(certificate), key: readFileSync(key) });
}

export function isTlsRequest(bytes) {
  return bytes.length >= REQUEST_LENGTH && bytes.readUIntLE(0, 3) === REQUEST_LENGTH - 4;
}

/** @param bytes that came, the request first: a client waits for nothing behind it */
export function acceptTls(socket, secureContext, bytes) {
  // what nobody listens to is lost while it flows
  socket.pause();
  if (bytes.length > REQUEST_LENGTH) socket.unshift(bytes.subarray(REQUEST_LENGTH));
  return new TLSSocket(socket, { isServer: true, secureContext });
}

/** The other side, whose certificate is taken as it is. */
export function requestTls(socket) {
  return connect({ socket, rejectUnauthorized: false });
}
