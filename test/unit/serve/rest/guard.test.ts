// Who may use the REST API, as a table of requests.

import { expect, test } from 'vitest';
import { refusalOf } from '../../../../src/serve/rest/guard.ts';

const known = new Set(['localhost', 'mock.test']);
const status = (method: string, url: string, headers: Record<string, string>) =>
  refusalOf({ method, url, headers }, known)?.status ?? 200;

test.each([
  ['127.0.0.1:8080', 200],
  ['127.0.0.1', 200],
  ['[::1]:8080', 200],
  ['localhost:1', 200],
  ['LOCALHOST.:1', 200],
  ['mock.test:8080', 200],
  ['192.168.1.7', 200],
  ['evil.test', 403],
  ['evil.test:8080', 403],
  ['localhost.evil.test', 403],
  ['127.0.0.1.evil.test', 403],
  ['[evil]', 403],
  ['0x7f.1', 403],
  ['', 403],
])('host %s: %i', (host, expected) => {
  expect(status('GET', '/metrics', { host })).toBe(expected);
});

test.each([
  ['http://127.0.0.1:80', 200],
  ['http://127.0.0.1:81', 403],
  ['https://127.0.0.1:80', 403],
  ['null', 403],
  ['', 403],
  ['http://evil.test', 403],
])('origin %s: %i', (origin, expected) => {
  for (const method of ['GET', 'POST', 'OPTIONS']) {
    expect(status(method, '/api/v1/mock/reset', { host: '127.0.0.1:80', origin })).toBe(expected);
    expect(status(method, '/api/v1/mock_server/globals/', { host: '127.0.0.1:80', origin })).toBe(expected);
  }
});

test.each([
  ['POST', '/api/v1/mock/faults', 'application/json', 200],
  ['POST', '/api/v1/mock/faults', 'application/json; charset=utf-8', 200],
  ['POST', '/api/v1/mock/faults', 'text/plain', 415],
  ['POST', '/api/v1/mock/faults', 'application/jsonp', 415],
  ['PUT', '/api/v1/mock/faults', 'application/x-www-form-urlencoded', 415],
  // curl and MySQL Router's tests, whose routes answer for the type themselves
  ['DELETE', '/api/v1/mock_server/connections/', 'text/plain', 200],
  ['PUT', '/api/v1/mock_server/globals/', 'text/plain', 200],
])('%s %s with %s: %i', (method, url, type, expected) => {
  const headers = { host: 'localhost', 'content-length': '2', 'content-type': type };
  expect(status(method, url, headers)).toBe(expected);
});

test('a request without a body needs no type', () => {
  expect(status('POST', '/api/v1/mock/reset', { host: 'localhost' })).toBe(200);
  expect(status('POST', '/api/v1/mock/reset', { host: 'localhost', 'content-length': '0' })).toBe(200);
  expect(status('POST', '/api/v1/mock/reset', { host: 'localhost', 'transfer-encoding': 'chunked' })).toBe(415);
});
