// Puts TLS on a socket that already carries a conversation, as MySQL does behind its SSL request packet.
// Bytes that were read too early are pushed back on the socket before: Node hands what a socket has buffered to the
// TLS layer first.

import { X509Certificate } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect, type PeerCertificate, TLSSocket } from 'node:tls';
import { MockError, type MockErrorCode, messageOf } from '../core/errors.ts';
import type { ClientTlsOptions, ServerTlsContext } from './tls-context.ts';

/** A TLS socket whose handshake has begun, and the event that ends it. */
export interface TlsStart {
  readonly socket: TLSSocket;
  /** What it runs on. */
  readonly plain: Socket;
  readonly doneEvent: 'secure' | 'secureConnect';
  readonly errorCode: MockErrorCode;
  readonly peer: string;
}

/** Begins TLS as the server of `socket`, which must be paused. */
export function startTlsServer(socket: Socket, context: ServerTlsContext, peer: string): TlsStart {
  const { secureContext, requestCert, requireCert } = context;
  const tls = new TLSSocket(socket, { isServer: true, secureContext, requestCert, rejectUnauthorized: requireCert });
  return { socket: tls, plain: socket, doneEvent: 'secure', errorCode: 'TLS_SETUP', peer };
}

/**
 * Begins TLS as the client of `socket`, which must be paused.
 * @param host the name or address that was dialled, checked for `identity`
 * @param serverName for SNI; null: none
 * @param resumes goes on with the last session, where there is one; the server decides
 */
export function startTlsClient(
  socket: Socket,
  options: ClientTlsOptions,
  host: string,
  serverName: string | null,
  peer: string,
  resumes = false,
): TlsStart {
  const session = resumes ? options.sessions.get(serverName ?? '') : undefined;
  const tls = connect({
    socket,
    host,
    ...(session !== undefined && { session }),
    secureContext: options.secureContext,
    rejectUnauthorized: options.verification !== 'none',
    ...(serverName !== null && { servername: serverName }),
    checkServerIdentity: options.verification === 'ca' ? () => undefined : isServerAt,
  });
  keepSession(tls, (issued) => options.sessions.set(serverName ?? '', issued));
  return { socket: tls, plain: socket, doneEvent: 'secureConnect', errorCode: 'UPSTREAM_TLS', peer };
}

/** Of a server whose certificate was not as it has to be no session is kept: another one would not look at it again. */
function keepSession(tls: TLSSocket, keep: (session: Buffer) => void): void {
  let early: Buffer | null = null;
  let isSecure = false;
  tls.on('session', (session: Buffer) => {
    if (isSecure) keep(session);
    else early = session;
  });
  tls.once('secureConnect', () => {
    isSecure = true;
    if (early !== null) keep(early);
  });
}

/**
 * The name for SNI: the client's, as it would say it to the server itself, where that is more than how it finds us; else the
 * one that is dialled. Null where both are addresses, which RFC 6066 does not permit.
 * @param asked by the client; null where it said none
 */
export function serverNameFor(dialled: string, asked: string | null): string | null {
  if (asked !== null && asked !== '' && !OURS.test(asked) && isIP(asked) === 0) return asked;
  return isIP(dialled) === 0 ? dialled : null;
}

const OURS = /^localhost(?:\.|$)|\.localhost$/i;

/** As Node's own check, which from 22.23 on takes no IPv6 address for the certificate's. */
function isServerAt(host: string, certificate: PeerCertificate): Error | undefined {
  const isAddressOfIt = isIP(host) !== 0 && new X509Certificate(certificate.raw).checkIP(host) !== undefined;
  return isAddressOfIt ? undefined : checkServerIdentity(host, certificate);
}

/**
 * Waits until TLS stands. The socket is destroyed where it does not.
 * @param lastWords sent in clear before that
 * @throws MockError with the start's `errorCode` and one line that says why, also after `timeoutMs`
 */
export async function finishHandshake(start: TlsStart, lastWords: Buffer, timeoutMs: number): Promise<void> {
  const { socket, doneEvent } = start;
  try {
    await settled(start, lastWords, timeoutMs);
    if (doneEvent === 'secure') assertClientVerified(socket);
  } catch (cause) {
    socket.destroy();
    throw new MockError(start.errorCode, `TLS with the ${start.peer} failed: ${reasonOf(cause)}`, { cause });
  }
}

function settled({ socket, plain, doneEvent }: TlsStart, lastWords: Buffer, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => finish(new Error(`no handshake within ${timeoutMs} ms`)), timeoutMs);
    const onDone = () => finish(null);
    const onEnd = () => finish(new Error('the connection was closed in the handshake'));
    const finish = (error: Error | null) => {
      clearTimeout(timer);
      socket.off(doneEvent, onDone).off('error', finish).off('_tlsError', finish).off('end', onEnd).off('close', onEnd);
      if (error === null) return resolve();
      // In the event itself: Node closes the socket behind it.
      if (lastWords.length > 0 && plain.writable) plain.end(lastWords);
      reject(error);
    };
    // Node reports a server's failed handshake as `_tlsError` (tls.Server makes `tlsClientError` of it).
    socket.on(doneEvent, onDone).on('error', finish).on('_tlsError', finish).on('end', onEnd).on('close', onEnd);
  });
}

/**
 * As server, OpenSSL insists on a certificate where one is required, yet leaves its verdict on it to be asked for;
 * tls.Server asks in the same way.
 */
function assertClientVerified(socket: TLSSocket & { ssl?: { verifyError?: () => Error | null } }): void {
  if (socket.getPeerX509Certificate() === undefined) return;
  if (socket.ssl?.verifyError === undefined) throw new Error('the client certificate cannot be checked');
  const error = socket.ssl.verifyError();
  if (error) throw error;
}

/** OpenSSL's messages carry thread ids and source lines; its `reason` is what a person can use. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && 'library' in error && 'reason' in error) return String(error.reason);
  return messageOf(error).replace(/\s+/g, ' ').trim();
}
