import { createHash, randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  freshNameShape,
  isAsFarAhead,
  partsOf,
  readFresh,
  shortNameShape,
} from '../../../../../src/replay/volatile/values/fresh-values.ts';

const AT = Date.parse('2026-11-29T08:00:00Z');
const text = { askedMs: AT, isBinary: false };
const bytes = { askedMs: AT, isBinary: true };
const shapeOf = (content: string, place = text) => readFresh(content, place)?.shape ?? null;
/** A moment so many ms behind AT, as programs write it. */
const moment = (ms: number) => new Date(AT + ms).toISOString().slice(0, 19).replace('T', ' ');
/** As PHP makes it so many seconds behind AT. */
const uniqid = (seconds: number) => `${Math.floor(AT / 1000 + seconds).toString(16)}a3648`;

describe('the clock', () => {
  test('a day alone is today, also where midnight came on the way', () => {
    const at = (time: string) => ({ askedMs: Date.parse(time), isBinary: false });
    expect(shapeOf('2026-11-29', at('2026-11-29T23:59:58Z'))).toBe('date 0');
    expect(shapeOf('2026-11-29', at('2026-11-30T00:00:20Z'))).toBe('date 0');
    expect(shapeOf('2026-11-30', at('2026-11-30T00:00:20Z'))).toBe('date 0');
    expect(shapeOf('2026-11-20', at('2026-11-30T00:00:20Z'))).toBeNull();
  });

  test.each([
    ['now', '2026-11-29 08:00:00', 'moment   0'],
    ['a time of day alone', '08:00:12', 'time 0'],
    ['now with microseconds', '2026-11-29 07:59:59.123456', 'moment   0'],
    ['ISO 8601', '2026-11-29T08:00:01.000Z', 'moment TZ 0'],
    ['Nepal', '2026-11-29 13:45:00', 'moment   23q'],
    ['in an hour', '2026-11-29 09:00:02', 'moment   4q'],
    ['ten seconds before that, which a clock wrote', '2026-11-29 08:59:50.103000', 'moment   4q'],
    ['in thirty days', '2026-12-29 08:00:01', 'moment   720h'],
    ['today', '2026-11-29', 'date 0'],
    ['seconds since 1970', String(AT / 1000), 'epoch s 0'],
    ['milliseconds', String(AT + 5), 'epoch ms 0'],
    ['nanoseconds', `${AT}123456`, 'epoch ns 0'],
    ['digits alone', '20261129080017', 'moment compact   0'],
    ['basic ISO 8601', '20261129T080017Z', 'moment compact TZ 0'],
  ])('%s', (_name, content, shape) => {
    expect(shapeOf(content)).toBe(shape);
  });

  test.each([
    ['another day', '2026-10-01 08:03:17'],
    ['two days and a half minute ahead, as people write it', '2026-12-01 08:00:30.000000'],
    ['a birthday', '1999-12-31'],
    ['no date at all', '2026-13-45 99:00:00'],
    ['an amount', '1000000000'],
    ['a phone number', '4915112345678'],
  ])('not %s', (_name, content) => {
    expect(shapeOf(content)).toBe(null);
  });

  test.each([
    ['half past', (ms: number) => new Date(ms + 2_060_000).toISOString().slice(0, 19)],
    ['a hundred seconds ahead', (ms: number) => String(Math.floor(ms / 1000) + 100)],
    ['some minutes ago, within a text', (ms: number) => `a:1:{i:${Math.floor(ms / 1000) - 431};}`],
  ])('%s: within a day a moment is the clock for one that is as far ahead', (_name, at) => {
    const read = (content: string, askedMs: number) => readFresh(content, { askedMs, isBinary: false });
    const [one, other] = [read(at(AT), AT), read(at(AT + 777_000), AT + 777_900)];
    expect(one?.shape).toContain('about');
    expect(one?.shape).toBe(other?.shape);
    expect(isAsFarAhead(one?.aheadMs, other?.aheadMs)).toBe(true);
    expect(isAsFarAhead(one?.aheadMs, read(at(AT + 9_000), AT)?.aheadMs)).toBe(false);
  });

  test('nothing is the clock where it is not known when it was asked', () => {
    expect(readFresh('2026-11-29 08:00:00', { askedMs: null, isBinary: false })).toBe(null);
  });
});

describe('identities', () => {
  test('every UUID has the shape of every other one', () => {
    const shapes = new Set(Array.from({ length: 500 }, () => shapeOf(randomUUID())));
    expect(shapes).toEqual(new Set(['uuid \0u']));
  });

  test('what stands around a UUID counts', () => {
    expect(shapeOf(`order:${randomUUID()}`)).toBe('uuid order:\0u');
    const both = [0, 7].map((apart) => shapeOf(`red-${AT + apart}-${randomUUID()}`));
    expect(new Set(both).size).toBe(1);
  });

  test('sixteen bytes are one only where bytes are meant, and they are no text', () => {
    const raw = Buffer.from('8d3f0c51e9a24b7791fe02c6d4a8b0e3', 'hex').toString('latin1');
    expect(shapeOf(raw, bytes)).toBe('uuid bytes');
    expect(shapeOf(raw)).toBe(null);
    for (const data of ['carl@example.com', '4111111111111111', 'sixteen letters.', 'Žofie a Ada 12']) {
      const content = Buffer.from(data).toString('latin1');
      expect([shapeOf(content, bytes), shapeOf(content)], data).toEqual([null, null]);
    }
  });

  test.each([
    ['ULID', '01ARZ3NDEKTSV4RRFFQ69G5FAV', 'ulid 26'],
    ['ObjectId', '507f1f77bcf86cd799439011', 'hex u 24'],
    ['SHA-1', 'da39a3ee5e6b4b0d3255bfef95601890afd80709', 'hex u 40'],
    ['NanoID', 'V1StGXR8_Z5jdHi6B-myT', 'drawn 21'],
    ['cuid2 with few figures', 'tzqvxk4hbwpqmzrjcdsfgkx9', 'drawn 24'],
    ['an API key', 'sk_live_4eC39HqLyjWDarjtT1zdp7dc', 'drawn 32'],
    ['bcrypt', '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy', 'bcrypt $2b$10$ 60'],
  ])('%s', (_name, content, shape) => {
    expect(shapeOf(content)).toBe(shape);
  });

  test('tokens of 32 characters drawn by chance are known as such', () => {
    const drawn = (n: number) => createHash('sha256').update(`token ${n}`).digest('base64url').slice(0, 32);
    const unknown = Array.from({ length: 10_000 }, (_, n) => drawn(n)).filter((one) => shapeOf(one) === null);
    expect(unknown).toEqual([]);
  });
});

test.each([
  'carl@example.com',
  'ConfigurationManagerFactory2',
  'the quick brown fox jumps',
  '/usr/local/share/fonts/truetype',
  'https://example.com/a/b?c=1',
  'SELECT_ALL_PRODUCTS_2024',
  'ABCDEFGHIJKLMNOPQRSTUVWX',
  '4111-1111-1111-1111',
  '0000000000000000',
  'aaaaaaaaaaaaaaaaaaaaa',
  'Rue de la République 12',
  '{"name":"Ada","age":36}',
  'user_preferences_updated',
  'foundations2release10stable',
  'linuxkernelbuildserver64bit',
])('ordinary data is not fresh: %s', (content) => {
  expect(shapeOf(Buffer.from(content).toString('latin1'))).toBe(null);
});

describe('names', () => {
  test.each([
    ['s140541397090368_x1', 's139872345678912_x1'],
    ['test_1764403200123', 'test_1764403209999'],
    ['tmp_8d3f0c51_e9a2_4b77_91fe_02c6d4a8b0e3', 'tmp_3e0a91c2_11f4_4d06_8a55_9c7be41d20f7'],
    ['worker_31415', 'worker_27182'],
  ])('%s and %s', (one, other) => {
    expect(freshNameShape(one)).not.toBe(null);
    expect(freshNameShape(one)).toBe(freshNameShape(other));
  });

  test.each(['orders', 'orders_2026', 'sp1', 'a_x2', 'deadbeef', 'utf8mb4'])('not %s', (name) => {
    expect(freshNameShape(name)).toBe(null);
  });

  test('another counter is another name', () => {
    expect(freshNameShape('s140541397090368_x1')).not.toBe(freshNameShape('s140541397090368_x2'));
  });
});

describe('within a text', () => {
  const digits = randomUUID().replaceAll('-', '');

  test.each([
    ['32 digits of a UUID', `ada-${digits}@example.com`, 'uuid ada-\0d@example.com'],
    ['the clock in ms', `test${AT + 12}@example.com`, 'within test\0epoch ms 0@example.com'],
    ['the clock in seconds', `run-${AT / 1000}`, 'within run-\0epoch s 0'],
    ['a moment in a document', `{"at": "${moment(0).replace(' ', 'T')}.123Z"}`, 'within {"at": "\0moment TZ 0"}'],
    [
      'a long document',
      `{"of": "${'text '.repeat(200)}", "at": ${AT}}`,
      `within {"of": "${'text '.repeat(200)}", "at": \0epoch ms 0}`,
    ],
    ['drawn digits with one letter', 'room-159689954e155719', 'within room-\0hex u 16'],
    ['drawn digits that begin with as many figures as a clock has', 'room-6631840414143c73', 'within room-\0hex u 16'],
    ['drawn digits with ten figures in them', 'room-a9c1234567890f7e', 'within room-\0hex u 16'],
    ['drawn digits', 'job:9f3ac81e77d0b2546e1f', 'within job:\0hex u 20'],
    ['a capital before drawn digits', 'P-366466db19ce89b6', 'within P-\0hex u 16'],
    ['a capital before drawn digits that change often', 'P-e140784278767091', 'within P-\0hex u 16'],
    ['a time of day', 'login at 08:00:12', 'within login at \0time 0'],
    ['the time of an HTTP date', 'Sun, 29 Nov 2026 07:59:58 GMT', 'within Sun, 29 Nov 2026 \0time 0 GMT'],
    ['uniqid() of PHP', uniqid(12), 'within \0uniqid'],
    ['uniqid() behind a name', `Entity${uniqid(-3)}`, 'within Entity\0uniqid'],
    ['uniqid() with more entropy', `${uniqid(0)}4.21148832`, 'within \0uniqid+'],
  ])('%s', (_name, content, shape) => {
    expect(shapeOf(content)).toBe(shape);
  });

  test.each([
    ['another time', `test${AT - 86_400_000 * 3 - 1_234_000}@example.com`],
    ['a phone number', 'tel:4915112345678'],
    ['another time of day', '08:01:12'],
    ['another time of day in a text', 'opens at 09:00:00'],
    ['a part of a finer time', 'at 08:00:00.120'],
    ['a word of hexadecimal letters', 'the deadbeefdeadbeef'],
    ['uniqid() of another time', uniqid(-90)],
    ['a number with a letter', 'no:4111111111111a11'],
    ['another moment in a document', `{"at": "${moment(-3 * 86_400_000 - 1_234_000)}"}`],
    ['digits behind it', `${uniqid(0)}7`],
  ])('not %s', (_name, content) => {
    expect(shapeOf(content)).toBe(null);
  });
});

test('the parts of a text stand in the order of the text, and are none of a UUID', () => {
  const text = `${randomUUID()} {"at": "2026-11-29T08:00:00Z", "ms": 1764403200123, "of": "9f3ac81e77d0b2546e1f"}`;
  expect(partsOf(text)).toEqual(['2026-11-29T08:00:00Z', '1764403200123', '9f3ac81e77d0b2546e1f']);
});

test('a long text of letters and digits that chance has drawn is fresh; one with words, or of a file in base64, is none', () => {
  const place = { askedMs: null, isBinary: false };
  const drawn =
    'a5TKQuy8bR3QwuwyMQHLPkCu52nppMjotJaRf2nsH9NMkPsEQDJ9UPnGpzHeUTKmPTLnrXne4NQneLnMh6fxWBj44PZphXt3Ly55RAEGV2rB'.repeat(
      4,
    );
  expect(readFresh(drawn, place)?.kind).toBe('token');
  expect(readFresh(`${drawn}+/`, place)).toBeNull();
  expect(readFresh(`${drawn}${'thequickbrownfoxjumps'.repeat(20)}`, place)).toBeNull();
});

test('so many letters of one case that chance has drawn are fresh; words, a protein and what repeats itself are none', () => {
  const place = { askedMs: null, isBinary: false };
  const letters = (count: number, alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') =>
    Array.from({ length: count }, (_, n) => {
      const [byte = 0] = createHash('sha256').update(`letter ${n}`).digest();
      return alphabet[byte % alphabet.length];
    }).join('');
  expect(readFresh(letters(128), place)?.shape).toBe('drawn letters 128');
  expect(readFresh(letters(255).toLowerCase(), place)?.shape).toBe('drawn letters 255');
  expect(readFresh(letters(65_400), place)?.shape).toBe('drawn 65400');
  expect(readFresh(letters(255, 'ACDEFGHIKLMNPQRSTVWY'), place)).toBeNull();
  expect(readFresh('thequickbrownfoxjumpsoverthelazydog'.repeat(4), place)).toBeNull();
  expect(readFresh('abcdefghijklmnopqrstuvwxyz'.repeat(8), place)).toBeNull();
});

test('a name that was cut with four digits of its digest is fresh; a word at the end of one is none', () => {
  const head = 'index_a_things_with_stuff_id_long_column_name_another_';
  expect(freshNameShape(`${head}02d2`)).toBe(freshNameShape(`${head}9f19`));
  expect(freshNameShape(`${head}02d2`)).not.toBeNull();
  for (const name of [`${head}face`, `${head}date`, 'ix_users_02d2']) expect(freshNameShape(name)).toBeNull();
});

describe('what Django has signed', () => {
  const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  const base62 = (number: number): string =>
    number === 0 ? '' : base62(Math.floor(number / 62)) + DIGITS[number % 62];
  const session = (seconds: number) =>
    `.eJxVjEsKwjAUAO-StYR-kubFpXvPUF5eUltTEmh:${base62(AT / 1000 + seconds)}:qz0kQ3mY8mX1c5tB7nR2dV4wL6hJ9sF0aG3eK8pT5yU`;

  test('is fresh by the second in it', () => {
    expect(shapeOf(session(0))).toBe('signed by Django');
    expect(shapeOf(session(-50))).toBe('signed by Django');
    expect(shapeOf(session(-3600))).toBeNull();
    expect(shapeOf(session(0), { askedMs: AT + 86_400_000, isBinary: false })).toBeNull();
  });

  test('and by its form', () => {
    expect(shapeOf(session(0).slice(0, -20))).toBeNull();
    expect(shapeOf(`two words${session(0)}`)).toBeNull();
  });
});

test('a short number in a long name of a table', () => {
  expect(shortNameShape('User158s')).toBe(shortNameShape('User5s'));
  expect(shortNameShape('shard_1_of_2')).toBe(shortNameShape('shard_9_of_12'));
  expect(shortNameShape('User158s')).not.toBe(shortNameShape('User158'));
  for (const name of ['t1', 'tab_12', 'a1_b2_c3', 'Users', 'run2026_users', 's140541397090368_x1']) {
    expect(shortNameShape(name), name).toBeNull();
  }
});
