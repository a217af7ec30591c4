import { describe, expect, test } from 'vitest';
import {
  decodeLocalInfileRequest,
  encodeLocalInfileRequest,
} from '../../../../src/mysql/packets/local-infile-request.ts';
import { expectValueOrMalformed } from '../../../support/codec-properties.ts';
import { at, goldenFrom } from '../../../support/golden.ts';

describe('LOCAL INFILE request', () => {
  test.each(['mysql-9.7.4', 'mariadb-10.11.18'])('%s: decoded, and encoded to the captured bytes', (server) => {
    const payload = at(goldenFrom('server', `${server}/mysql2-load-data`), 0);
    expect(decodeLocalInfileRequest(payload).toString()).toBe('x.txt');
    expect(encodeLocalInfileRequest(Buffer.from('x.txt'))).toEqual(payload);
  });

  test('any bytes are a request or malformed', () => expectValueOrMalformed(decodeLocalInfileRequest, [0xfb]));
});
