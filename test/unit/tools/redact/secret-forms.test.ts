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
  [`whsec_${'Ab1+'.repeat(8)}`, 'key of Stripe'],
  [`ya29.${'b'.repeat(24)}`, 'token of Google'],
  [`GOCSPX-${'b'.repeat(28)}`, 'client secret of Google'],
  [`sk-proj-${'b'.repeat(48)}`, 'key of OpenAI'],
  [`sk-ant-api03-${'b'.repeat(48)}`, 'key of Anthropic'],
  [`hf_${'b'.repeat(34)}`, 'token of Hugging Face'],
  [`npm_${'b'.repeat(36)}`, 'token of npm'],
  [`pypi-AgEIcHlwaS5vcmc${'b'.repeat(60)}`, 'token of PyPI'],
  [`SG.${'b'.repeat(22)}.${'c'.repeat(43)}`, 'key of SendGrid'],
  [`SK${'0a'.repeat(16)}`, 'key of Twilio'],
  [`key-${'0a'.repeat(16)}`, 'key of Mailgun'],
  [`shpat_${'0a'.repeat(16)}`, 'token of Shopify'],
  [`dop_v1_${'0a'.repeat(32)}`, 'token of DigitalOcean'],
  [`bot 123456789:AA${'b'.repeat(33)}`, 'token of Telegram'],
  ['https://hooks.slack.com/services/T01234567/B01234567/abcdefghijklmnopqrst', 'webhook of Slack'],
  [`AccountKey=${'b'.repeat(86)}==;`, 'key of Azure'],
  [`AGE-SECRET-KEY-1${'A1'.repeat(29)}`, 'key of age'],
  [`*${'0A'.repeat(20)}`, 'password hash'],
  ['ssn 123-45-6789.', 'social security number'],
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
  '000-12-3456',
  '1123-45-6789',
  '123-45-67890',
  'A-123-45-6789',
  '2024-01-02-123-45-6789',
  '550e8400-e29b-41d4-a716-446655440000',
  `SK${'0a'.repeat(15)}`,
  `SKU${'0a'.repeat(16)}`,
  `*${'0a'.repeat(20)}`,
  `12:AA${'b'.repeat(33)}`,
  `monkey-${'0a'.repeat(16)}`,
])('takes %s for none', (text) => {
  expect(kinds(text)).toEqual([]);
});

/** A search that looks at each character again for each other one would take minutes. */
const CHARS = 200_000;
test.each([
  '6B',
  '1-',
  '123-45-',
  ':AA',
  '*0A',
  'SG.',
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
  // the processor's time: what others do meanwhile does not count
  const began = process.cpuUsage();
  findSecrets(text, () => undefined);
  const { user, system } = process.cpuUsage(began);
  expect((user + system) / 1000).toBeLessThan(3000);
});
