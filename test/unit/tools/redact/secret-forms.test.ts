import { expect, test } from 'vitest';
import { findSecrets } from '../../../../src/tools/redact/secret-forms.ts';

function kinds(text: string): string[] {
  const found: string[] = [];
  findSecrets(text, (what) => found.push(what));
  return found;
}

test.each([
  ['-----BEGIN RSA PRIVATE KEY-----', 'private key'],
  ['x AKIAABCDEFGHIJKLMNOP.', 'access key of AWS'],
  [`ghp_${'a1'.repeat(18)}`, 'token of GitHub'],
  [`github_pat_${'a1'.repeat(11)}`, 'token of GitHub'],
  ['glpat-abcdefghij0123456789', 'token of GitLab'],
  ['xoxb-1234567890-abc', 'token of Slack'],
  ['sk_live_abcdefghijklmnop', 'key of Stripe'],
  [`AIza${'b'.repeat(35)}`, 'key of Google'],
  ['t=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln', 'JSON web token'],
  ['Bearer abcdefghijklmnopqrstu', 'bearer token'],
  [`$2b$10$${'a'.repeat(53)}`, 'password hash'],
  ['postgres://app:s3cret@db/x', 'password in a URL'],
  ['card 4111 1111 1111 1111', 'card number'],
  ['4111111111111111', 'card number'],
  ['DE89 3704 0044 0532 0130 00', 'account number (IBAN)'],
  ['ann.b+c@mail.example.org.uk', 'e-mail address'],
])('knows %s', (text, what) => {
  expect(kinds(text)).toEqual([what]);
});

test.each([
  'ann@example.org',
  'a@localhost',
  'xAKIAABCDEFGHIJKLMNOP',
  '4111111111111112',
  '14111111111111111111111',
  'http://host:80/path@x',
  'DE88370400440532013000',
  '@.@.@',
  'eyJ.eyJ.x',
])('takes %s for none', (text) => {
  expect(kinds(text)).toEqual([]);
});

/** A search that looks at each character again for each other one would take minutes. */
const CHARS = 200_000;
test.each([
  '6B',
  'k',
  '@',
  'a@',
  'a.',
  'eyJ',
  '.eyJ',
  'eyJaaaaaaaaaa.',
  '://',
  'a://b:',
  '$6$',
  'Bearer ',
  '4 ',
  '4111-',
  'AA00 ',
  'AKIA',
  '-----BEGIN ',
  'a-b.c@d_',
])('takes time linear in a text of %s', (piece) => {
  const text = piece.repeat(CHARS / piece.length);
  const began = performance.now();
  findSecrets(text, () => undefined);
  expect(performance.now() - began).toBeLessThan(3000);
});
