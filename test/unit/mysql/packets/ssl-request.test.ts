import { describe, expect, test } from 'vitest';
import { PayloadReader } from '../../../../src/core/bytes/payload-reader.ts';
import { Capability, hasCapability } from '../../../../src/mysql/constants/capabilities.ts';
import {
  encodeSslRequest,
  isSslRequest,
  readSslRequest,
  type SslRequest,
} from '../../../../src/mysql/packets/ssl-request.ts';
import { expectValueOrMalformed } from '../../../support/codec-properties.ts';
import { at, goldenFrom } from '../../../support/golden.ts';

const request = at(goldenFrom('client', 'mysql-9.7.4/mysql-ssl-request'), 0);

function decodeSslRequest(payload: Buffer): SslRequest {
  const reader = new PayloadReader(payload, 'Protocol::SSLRequest');
  const decoded = readSslRequest(reader);
  reader.end();
  return decoded;
}

describe('Protocol::SSLRequest', () => {
  test('the mysql client: decoded, and encoded to the captured bytes', () => {
    const decoded = decodeSslRequest(request);
    expect(decoded).toMatchObject({ charset: 255, maxPacketBytes: 16777216, filler: Buffer.alloc(23) });
    expect(hasCapability(decoded.capabilities, Capability.SSL)).toBe(true);
    expect(encodeSslRequest(decoded)).toEqual(request);
  });

  test('is told from a handshake response', () => {
    expect(isSslRequest(request)).toBe(true);
    expect(isSslRequest(at(goldenFrom('client', 'mysql-9.7.4/mysql2-connect'), 0))).toBe(false);
    expect(isSslRequest(Buffer.alloc(3))).toBe(false);
    expect(isSslRequest(request.subarray(0, 4))).toBe(true);
  });

  test('any bytes are a request or malformed', () => {
    expectValueOrMalformed(decodeSslRequest, [0xff, 0xff, 0xff, 0xff]);
  });
});
