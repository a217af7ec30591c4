import { expect, test } from 'vitest';
import { readFresh } from '../../../../../src/replay/volatile/values/fresh-values.ts';
import { hashShape } from '../../../../../src/replay/volatile/values/hashed-passwords.ts';

// as their makers' documentation and tests have them
const HASHES: readonly (readonly [string, string, string])[] = [
  ['WordPress before 6.8, phpBB', '$P$BnspS88oXtRFxrDKOvjgaYlfmjpOhd1', '$P$BMRu/YQ6E/HrGcRjUjmOeAGnmKGvkQ1'],
  [
    'WordPress',
    '$wp$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy',
    '$wp$2y$10$abcdefghijklmnopqrstuuZdL17lhWyIjZAgcfl7p92ldGxad68LJ',
  ],
  [
    'Drupal 7',
    '$S$DkIkdKLIvRK0iVHm99X7B/M8QC17E1Tp/kMOd1Ie8V/PgWjtAZld',
    '$S$D5z1Wm7bevjS5EQ3OdFlRyYDtd1MzaSgG1mSyDEHXhSPTdqXdPqz',
  ],
  [
    'crypt(3)',
    '$6$rounds=5000$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjlO/O817G3uBnIFNjnQJuesI68OTLiQFdcbYEdFCoEOfaS35inz10',
    '$6$rounds=5000$saltsaltsa$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v.',
  ],
  [
    'passlib',
    '$pbkdf2-sha256$29000$N2YMIWQsBWBMae09x1jrPQ$1t8iyB2A.WF/Z5JZv.lfCIhXXN33N23OSgQYThBYRfk',
    '$pbkdf2-sha256$29000$9t7be09prfXee2/NOUeotQ$Y.RDnnq8vsezSZSKy1QNy6xhKPdoBIwc.0XDdRm9sJ8',
  ],
  [
    'MediaWiki',
    ':pbkdf2:sha512:30000:64:1rkEHbZeMnGaoHbsmUfzWQ==:TDSEjYyy/2pFzTwMkpjWmcbQMGmXIzkBIxYLWUT5Zxc=',
    ':pbkdf2:sha512:30000:64:WT9f5yyGvKmWh3QhJQrDcw==:cWXN4mQ7U83Bd1GWrPPw+iTMwSYkY7SmWr1QU6YHQpA=',
  ],
  ['LDAP', '{SSHA}pKqkI1sgaOnUmGhHZs7gX7hqZ1pzYWx0', '{SSHA}1c00pWWM8SbTz0ANDpXC1sSNnTdzYWx0'],
  [
    'Django',
    'pbkdf2_sha256$600000$abcDEF123ghi$LoremBase64+/abc=',
    'pbkdf2_sha256$600000$xyzXYZ789uvw$AbcdeBase64+/xyz=',
  ],
];

test.each(HASHES)('of %s: two hashes of a password are one value', (_name, one, other) => {
  expect(hashShape(one)).not.toBe(null);
  expect(hashShape(one)).toBe(hashShape(other));
});

test('another cost, or another algorithm, is another value', () => {
  const [, one] = HASHES[0] as readonly [string, string, string];
  expect(hashShape(one)).not.toBe(hashShape(one.replace('$P$B', '$P$C')));
  expect(hashShape(one)).not.toBe(hashShape(one.replace('$P$', '$H$')));
});

test.each(['$P$short', 'costs $5 or $6', '$1$', ':B:', '{S}', '$HOME/$USER/$PATH', '5$6$7$8'])('%s is none', (text) => {
  expect(hashShape(text)).toBe(null);
});

test('one within a text is new at every run, and so is the time beside it', () => {
  const [, one, other] = HASHES[0] as readonly [string, string, string];
  const at = Date.parse('2026-11-29T08:00:00Z');
  const shape = (ms: number, hash: string) =>
    readFresh(`${Math.floor(ms / 1000)}:${hash}`, { askedMs: ms, isBinary: false })?.shape;
  expect(shape(at, one)).toBe(shape(at + 90_000, other));
  expect(shape(at, one)).toContain('within');
});
