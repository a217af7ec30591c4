// TLS of scripted servers, as the tests of MySQL Router's mock server observe it: modes, versions, ciphers, and clients'
// certificates, which scripts may ask for by subject and issuer.

import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ScriptOptions } from '../../src/index.ts';
import { PLAIN } from '../../src/mysqlx/auth/auth-data.ts';
import { framesOf } from '../../src/mysqlx/codec/framing.ts';
import { ServerMessage } from '../../src/mysqlx/constants/message-types.ts';
import { type ClientCertificates, makeClientCertificates } from '../support/client-certificates.ts';
import { connectTo, errorOf, firstValue, startScript, startScriptText } from '../support/script.ts';
import { type Folder, temporaryFolder } from '../support/serving.ts';
import { XClient } from '../support/x-client.ts';

let folder: Folder;
let pem: ClientCertificates;

beforeAll(async () => {
  folder = await temporaryFolder();
  pem = await makeClientCertificates(folder);
});
afterAll(() => folder[Symbol.asyncDispose]());

const PREFERRED = (): ScriptOptions => ({
  clientSslMode: 'PREFERRED',
  clientSslCert: pem.serverCert,
  clientSslKey: pem.serverKey,
});
const ANY = { ssl: { rejectUnauthorized: false } };
const shows = async (name: 'client' | 'revoked') => ({
  ssl: {
    rejectUnauthorized: false,
    cert: await readFile(pem[`${name}Cert`], 'utf8'),
    key: await readFile(pem[`${name}Key`], 'utf8'),
  },
});
const wants = (certificate: object) =>
  `({ handshake: { auth: { certificate: ${JSON.stringify(certificate)} } }, stmts: [{ ok: {} }] })`;

describe('a connection is made', () => {
  test.each([
    ['preferred', {}],
    ['with one cipher', { clientSslCipher: 'AES128-SHA256' }],
    ['with TLS 1.2 only', { clientTlsVersion: 'TLSv1.2' }],
    ['with TLS 1.3 only', { clientTlsVersion: 'TLSv1.3' }],
  ] as const)('%s', async (_, options) => {
    const server = await startScript('cipher.js', { ...PREFERRED(), ...options });
    expect(await firstValue(await connectTo(server, ANY), 'cipher')).toMatch(/^(TLS_|AES|ECDHE)/);
    expect(await firstValue(await connectTo(server), 'cipher')).toBe('');
  });

  test('with a CA, by clients that show no certificate as well', async () => {
    const server = await startScript('cipher.js', { ...PREFERRED(), clientSslCa: pem.ca, clientSslCrl: pem.crl });
    expect(await errorOf(connectTo(server, ANY))).toBe('fine');
    expect(await errorOf(connectTo(server, await shows('client')))).toBe('fine');
  });

  test('TLS 1.1 is not enough', async () => {
    const server = await startScript('cipher.js', { ...PREFERRED(), clientTlsVersion: 'TLSv1.2' });
    const old = { ssl: { rejectUnauthorized: false, minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' } };
    expect(await errorOf(connectTo(server, old))).not.toBe('fine');
  });
});

describe('scripts ask for certificates', () => {
  const SUBJECT = '/CN=client';
  const ISSUER = '/CN=mock script CA';

  test.each([
    ['any', {}, 'fine'],
    ['by subject', { subject: SUBJECT }, 'fine'],
    ['by issuer', { issuer: ISSUER }, 'fine'],
    ['by both', { subject: SUBJECT, issuer: ISSUER }, 'fine'],
    ['another subject', { subject: '/CN=somebody' }, '1045'],
    ['another issuer', { issuer: '/CN=somebody' }, '1045'],
  ])('%s', async (_, certificate, outcome) => {
    const server = await startScriptText(wants(certificate), 'script.js', { ...PREFERRED(), clientSslCa: pem.ca });
    expect((await errorOf(connectTo(server, await shows('client')))).slice(0, 4)).toBe(outcome);
    expect(await errorOf(connectTo(server, ANY))).toMatch(/^1045 Access Denied/);
    expect(await errorOf(connectTo(server))).toMatch(/^1045 Access Denied/);
  });

  test('one that is revoked does not get through TLS; others do', async () => {
    const options = { ...PREFERRED(), clientSslCa: pem.ca, clientSslCrl: pem.crl };
    const server = await startScriptText(wants({}), 'script.js', options);
    const refusal = await errorOf(connectTo(server, await shows('revoked')));
    expect(refusal).not.toMatch(/^1045|^fine/);
    expect(await errorOf(connectTo(server, await shows('client')))).toBe('fine');
  });
});

test('over the X Protocol scripts ask for certificates as well', async () => {
  const issued = wants({ subject: '/CN=client', issuer: '/CN=mock script CA' });
  const server = await startScriptText(issued, 'x.js', { ...PREFERRED(), clientSslCa: pem.ca, xPort: 0 });
  const enter = async (name?: 'client' | 'revoked') => {
    await using client = await XClient.open({ host: server.host, port: server.xPort });
    const read = async (origin: string) => ({ text: await readFile(origin, 'utf8'), origin });
    const identity = name && { cert: await read(pem[`${name}Cert`]), key: await read(pem[`${name}Key`]) };
    await client.secure(identity);
    const reply = await client.login({ mechanism: PLAIN, user: 'u', password: 'p' });
    return [...framesOf([reply])].at(-1)?.type;
  };
  expect(await enter('client')).toBe(ServerMessage.SESS_AUTHENTICATE_OK);
  expect(await enter('revoked')).toBe(ServerMessage.ERROR);
  expect(await enter()).toBe(ServerMessage.ERROR);
});
