// Whether a value looks like one that is made anew at every run: the clock, an identity drawn by chance, a hash with a
// salt of its own. What is told is its shape: a recorded value and a live one may stand for each other where both have
// the same. Too strict a shape costs a miss; nothing here may take ordinary data for a fresh value.

import { HASH_WITHIN, hashShape } from './hashed-passwords.ts';
import { keyShape } from './made-keys.ts';
import { COMPACT_WITHIN, isBytes, isTimeOfDay, TIME_WITHIN, withSigns } from './volatile-kinds.ts';

/** How a fresh value is carried from there on: as a point in time, a UUID in all its forms, or as it stands. */
export type FreshKind = 'clock' | 'uuid' | 'token';

export interface FreshValue {
  readonly kind: FreshKind;
  /** Of two values that may stand for each other the same. */
  readonly shape: string;
  /** How far moments in it, which no shape tells from others, are ahead of the clock, in ms: of two values about as far. */
  readonly aheadMs?: readonly number[];
}

/** Whether moments of one value are as far ahead of its clock as those of another. */
export function isAsFarAhead(one: readonly number[] = [], other: readonly number[] = []): boolean {
  return one.length === other.length && one.every((ms, at) => Math.abs(ms - (other[at] ?? 0)) <= CLOSE_MS);
}

/** What is known of the place at which a value stands. */
export interface FreshPlace {
  /** When the statement was asked, in ms since 1970; null where it is not known: then nothing is the clock. */
  readonly askedMs: number | null;
  /** Whether bytes are meant there: a binary parameter, a hexadecimal literal. */
  readonly isBinary: boolean;
}

/** How far the clock of the program and that of the recorder may be apart, and how long a statement may be on its way. */
const NEAR_MS = 60_000;
/** A moment some hours or days ahead (an expiry) is one of ours only where it fits to the second, or has parts of one. */
const CLOSE_MS = 5_000;
const QUARTER_MS = 15 * 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Time zones are at most that far from UTC. */
const FARTHEST_ZONE_MS = 14 * HOUR_MS;
const FARTHEST_MS = 400 * DAY_MS;

/** The fresh value that this content looks like; null for ordinary data. @param content a character per byte */
export function readFresh(content: string, place: FreshPlace): FreshValue | null {
  if (content.length < 8) return null;
  if (content.length > MAX_DRAWN_CHARS && isLongDrawn(content)) return token('drawn', content);
  if (content.length > MAX_CHARS) return null;
  const { askedMs, isBinary } = place;
  return (
    readClock(content, askedMs) ??
    readUuid(content, isBinary, askedMs) ??
    readToken(content, askedMs) ??
    readWithin(content, askedMs)
  );
}

/** Longer documents are passed as they are. */
const MAX_CHARS = 16_384;
/** Longer texts that look drawn by chance may be pictures: unless they are of letters and digits alone. */
const MAX_DRAWN_CHARS = 256;
const LONGEST_DRAWN_CHARS = 1_000_000;

const moment = /^(\d{4}-\d\d-\d\d)([ T])(\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/;
const date = /^\d{4}-\d\d-\d\d$/;
const epoch = /^\d{10,19}$/;
/** Digits of a second's parts, by the length of the whole number. */
const EPOCH_UNITS: Readonly<Record<number, readonly [unit: string, perMs: number]>> = {
  10: ['s', 0.001],
  13: ['ms', 1],
  16: ['us', 1_000],
  19: ['ns', 1_000_000],
};
/** Milliseconds in which well-known makers of 64-bit ids begin to count. */
const SNOWFLAKE_EPOCHS: Readonly<Record<string, number>> = { twitter: 1_288_834_974_657, discord: 1_420_070_400_000 };

function readClock(content: string, askedMs: number | null): FreshValue | null {
  if (askedMs === null) return null;
  if (isTimeOfDay(content)) return isTimeNow(content, askedMs) ? { kind: 'clock', shape: 'time 0' } : null;
  const signed = withSigns(content);
  if (signed === content && epoch.test(content)) return readEpoch(content, askedMs);
  if (date.test(content)) {
    if (isToday(content, askedMs)) return { kind: 'clock', shape: 'date 0' };
    const days = Math.round((Date.parse(`${content}T12:00:00Z`) - askedMs) / DAY_MS);
    return Math.abs(days) <= 1 ? { kind: 'clock', shape: `date ${days}` } : null;
  }
  const found = moment.exec(signed);
  if (found === null) return null;
  const form = content.includes(':') ? '' : ' compact';
  const [, day = '', separator = '', time = '', parts = '', zone = ''] = found;
  const ms = Date.parse(`${day}T${time}Z`);
  const ahead = Number.isNaN(ms) ? null : aheadOf(ms, askedMs, isOfAClock(parts) ? NEAR_MS : CLOSE_MS);
  return ahead === null ? null : momentAt('clock', `moment${form} ${separator}${zone}`, ahead);
}

/** Nobody writes milliseconds by hand. @param parts digits behind the second */
const isOfAClock = (parts: string) => parts.length >= 3 && /[1-9]/.test(parts);

/** In UTC or where we are, also where midnight came on the way. */
function isToday(day: string, askedMs: number): boolean {
  return [askedMs, askedMs - NEAR_MS].some((ms) =>
    bothClocks(ms).some((at) => new Date(at).toISOString().startsWith(day)),
  );
}

/** As `isToday`: what the clock shows, or showed not long before. */
function isTimeNow(time: string, askedMs: number): boolean {
  const ms = Date.parse(`1970-01-01T${time}Z`);
  return bothClocks(askedMs).some((at) => {
    const apart = Math.abs((at % DAY_MS) - ms);
    return Math.min(apart, DAY_MS - apart) <= NEAR_MS;
  });
}

/** In UTC and where we are. */
function bothClocks(ms: number): readonly number[] {
  return [ms, ms - new Date(ms).getTimezoneOffset() * 60_000];
}

function readEpoch(content: string, askedMs: number): FreshValue | null {
  const unit = EPOCH_UNITS[content.length];
  if (unit !== undefined) {
    const ahead = aheadOf(Number(content) / unit[1], askedMs, isOfAClock(content.slice(10)) ? NEAR_MS : CLOSE_MS);
    if (ahead !== null) return momentAt('token', `epoch ${unit[0]}`, ahead);
  }
  if (content.length < 17) return null;
  const ms = Number(BigInt(content) >> 22n);
  const maker = Object.entries(SNOWFLAKE_EPOCHS).find(([, begin]) => Math.abs(ms + begin - askedMs) <= NEAR_MS);
  return maker === undefined ? null : { kind: 'token', shape: `snowflake ${maker[0]}` };
}

function momentAt(kind: FreshKind, name: string, ahead: string | number): FreshValue {
  return typeof ahead === 'string'
    ? { kind, shape: `${name} ${ahead}` }
    : { kind, shape: `${name} about`, aheadMs: [ahead] };
}

/**
 * How far a moment is ahead of the clock, where it is the clock's: in a zone's whole quarters of an hour, or by whole hours
 * or days; within a day else in ms (a session that ends in 100 seconds). Null where it is not.
 * @param closeMs how well it has to fit
 */
function aheadOf(ms: number, askedMs: number, closeMs: number): string | number | null {
  const apart = ms - askedMs;
  const quarters = Math.round(apart / QUARTER_MS);
  const rest = Math.abs(apart - quarters * QUARTER_MS);
  if (quarters === 0 && rest <= NEAR_MS) return '0';
  if (Math.abs(apart) <= FARTHEST_ZONE_MS + NEAR_MS) return rest <= closeMs ? `${quarters}q` : apart;
  const hours = Math.round(apart / HOUR_MS);
  const isWhole = Math.abs(apart) <= FARTHEST_MS && Math.abs(apart - hours * HOUR_MS) <= closeMs;
  return isWhole ? `${hours}h` : Math.abs(apart) <= DAY_MS ? apart : null;
}

const dashed = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const hex = /^(?:[0-9a-f]+|[0-9A-F]+)$/;

/** 32 hexadecimal digits by themselves within a text: `ada-1b4e28ba2fa111d2883f0016d3cca427@example.com`. */
const digitsWithin = /(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])/gi;
const caseOf = (digits: string) => (digits === digits.toUpperCase() ? '\0D' : '\0d');

/** UUIDs of every version with their dashes, also several within a text; or 16 bytes where bytes are meant. */
function readUuid(content: string, isBinary: boolean, askedMs: number | null): FreshValue | null {
  const around = content.replace(dashed, (one) => (one === one.toUpperCase() ? '\0U' : '\0u'));
  if (around !== content) return less('uuid', 'uuid', around, askedMs);
  const digits =
    content.length === 32 ? content : content.replace(digitsWithin, (one) => (isMixed(one) ? caseOf(one) : one));
  if (digits !== content) return less('uuid', 'uuid', digits, askedMs);
  if (isBinary && isBytes(content) && new Set(content).size >= 8) return { kind: 'uuid', shape: 'uuid bytes' };
  if (content.length === 32 && hex.test(content) && /[a-f]/i.test(content) && /\d/.test(content)) {
    return { kind: 'uuid', shape: `uuid digits ${content === content.toUpperCase() ? 'U' : 'u'}` };
  }
  return null;
}

const jwt = /^eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{16,}$/;

/** What Django has signed (its sessions): a document, the second in digits of base 62, a signature. */
const signed = /^[\w=.-]*:([0-9A-Za-z]{6}):[\w-]{27,86}$/;
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The shape of what is signed with the second at which it was: of one document there is one in a second, however often it is signed. */
export const SIGNED = 'signed by Django';

/** Whether it has the form of what Django signs, at whatever time. */
export function isOfSignedForm(content: string): boolean {
  return content.length > 32 && signed.test(content);
}

function isSigned(content: string, askedMs: number | null): boolean {
  const digits = askedMs === null ? undefined : signed.exec(content)?.[1];
  if (digits === undefined || askedMs === null) return false;
  const seconds = [...digits].reduce((sum, digit) => sum * BASE62.length + BASE62.indexOf(digit), 0);
  return Math.abs(seconds * 1000 - askedMs) <= NEAR_MS;
}

/** PHP's `uniqid()`: eight digits of the second, five of its millionths, and with `more_entropy` a fraction drawn by chance. */
const uniqid = /([0-9a-f]{8})([0-9a-f]{5})(\d\.\d{8})?(?![0-9a-z.])/g;
const MILLIONTHS = 1_000_000;

/** A text less what `uniqid()` made of it: which it is only where it tells the time at which it was asked. */
function withoutUniqid(text: string, askedMs: number | null): string {
  if (askedMs === null || text.length < 13) return text;
  return text.replace(uniqid, (made, seconds: string, rest: string, drawn?: string) => {
    const isNow = Math.abs(Number.parseInt(seconds, 16) * 1000 - askedMs) <= NEAR_MS;
    return isNow && Number.parseInt(rest, 16) < MILLIONTHS ? `\0uniqid${drawn === undefined ? '' : '+'}` : made;
  });
}

/** A token drawn by chance, of 64 bits or more, or `uniqid()`. */
function readToken(content: string, askedMs: number | null): FreshValue | null {
  if (isSigned(content, askedMs)) return { kind: 'token', shape: SIGNED };
  const key = keyShape(content);
  if (key !== null) return { kind: 'token', shape: key };
  const made = withoutUniqid(content, askedMs);
  if (made !== content) return less('token', 'within', made, askedMs);
  const hash = hashShape(content);
  if (hash !== null) return { kind: 'token', shape: hash };
  if (jwt.test(content)) return token('jwt ', content);
  // 0 to 9 and A to Z without I, L, O, U; the first digit of 48 bits of time is at most 7
  if (/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(content) && /\d/.test(content.slice(1))) return token('ulid', content);
  if (content.length < 16 || content.length > MAX_DRAWN_CHARS) return null;
  if (hex.test(content)) return readHex(content);
  if (isDrawnLetters(content)) return token('drawn letters', content);
  // `P-e140784278767091`: whether a mark and drawn digits look drawn as one hangs on chance
  if (drawnDigits.test(content)) return null;
  return /^[\w+/-]+={0,2}$/.test(content) && isDrawn(content) ? token('drawn', content) : null;
}

/** Hexadecimal digits of which there are both: an ObjectId, a digest, a session's key. */
function readHex(content: string): FreshValue | null {
  return isMixed(content) ? token(`hex ${content === content.toUpperCase() ? 'U' : 'u'}`, content) : null;
}

/** Of 16 drawn digits one in 190 has less than two letters, and one in 1,400 fails this. */
function isMixed(digits: string): boolean {
  const letters = digits.replace(/\d/g, '').length;
  const leastKinds = letters === 1 ? 7 : 6;
  return letters >= 1 && digits.length - letters >= 2 && new Set(digits).size >= leastKinds;
}

/** Drawn digits that stand by themselves. */
const drawnDigits = /(?<![0-9a-z])(?=\d*[a-f])[0-9a-f]{16,}(?![0-9a-z])/i;
/**
 * A hash of a password, a moment, drawn digits, or those of the clock, that stand by themselves within a text. Drawn ones come
 * before the clock's: one in 230 of 16 has as many figures in a row.
 */
const partsWithin = new RegExp(
  [
    HASH_WITHIN,
    /(?<!\d)\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?(?!\d)/,
    drawnDigits,
    TIME_WITHIN,
    COMPACT_WITHIN,
    /(?<!\d)\d{10}(?:\d{3}){0,3}(?!\d)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gi',
);

/** The parts of a text that may be the clock or drawn, in order: of two texts of one shape those that stand for each other. */
export function partsOf(text: string): readonly string[] {
  return text.length > MAX_CHARS ? [] : (text.replace(dashed, '').match(partsWithin) ?? []);
}

/** `test-1764403200123@example.com`: what stands around the clock or chance is the same in both. */
function readWithin(content: string, askedMs: number | null): FreshValue | null {
  const found = less('token', 'within', content, askedMs);
  return found.shape === `within ${content}` ? null : found;
}

/** A text less the digits of the clock, and drawn ones, that stand by themselves within it. */
function less(kind: FreshKind, name: string, text: string, askedMs: number | null): FreshValue {
  const aheadMs: number[] = [];
  const around = text.replace(partsWithin, (part) => {
    if (part.includes('$')) return `\0${hashShape(part) ?? part}`;
    const isClock = epoch.test(part) || part.includes(':') || withSigns(part) !== part;
    const read = isClock ? readClock(part, askedMs) : readHex(part);
    aheadMs.push(...(read?.aheadMs ?? []));
    return read === null ? part : `\0${read.shape}`;
  });
  return { kind, shape: `${name} ${around}`, ...(aheadMs.length > 0 && { aheadMs }) };
}

/**
 * Whether letters of both cases and digits stand so mixed as only chance mixes them: words, names in camel case, paths and
 * numbers in a row do not. Chance fails it in about 1 of 10,000 at 20 characters, 1 of 1,000,000 at 32.
 */
function isDrawn(text: string): boolean {
  if (new Set(text).size < Math.min(10, text.length / 2)) return false;
  let changes = 0;
  for (let at = 1; at < text.length; at++) if (classOf(text[at]) !== classOf(text[at - 1])) changes++;
  const groupsOfDigits = text.match(/\d+/g)?.length ?? 0;
  if (!/[A-Z]/.test(text)) {
    if (!/^[a-z0-9]+$/.test(text)) return false;
    return (groupsOfDigits >= 3 && changes >= text.length / 5) || (groupsOfDigits > 0 && isUnsayable(text));
  }
  // words of a name are some letters long
  const isCamelCase = groupsOfDigits < 2 && changes < text.length * 0.4 && !/[A-Z](?![a-z])/.test(text);
  return /[a-z]/.test(text) && changes >= text.length / 5 && !isCamelCase;
}

/** Letters side by side as they hardly are in words. Of 24 drawn letters and digits (cuid2) one in 100 has neither these nor many groups. */
const unsayable =
  /[jqvxz](?=[b-df-hj-np-tv-xz])|[b-dfghjkmp-qv-xz](?=[jqvxz])|[bfgmpvw](?=[cfgkmpw])|[hjq](?=[bcdghjkq])/g;
/** That many chance gives in 20 letters and more; words have one at the most. */
const LEAST_UNSAYABLE = 4;
const LEAST_SAID = 20;

function isUnsayable(text: string): boolean {
  return text.length >= LEAST_SAID && (text.match(unsayable)?.length ?? 0) >= LEAST_UNSAYABLE;
}

/**
 * Letters of one case alone, so many that chance shows: of 128 drawn ones at least 19 are beside another as in no words, of which words
 * have 8 at the most. A protein is written with 22 letters.
 */
function isDrawnLetters(text: string): boolean {
  if (text.length < LEAST_DRAWN_LETTERS || !/^(?:[A-Z]+|[a-z]+)$/.test(text)) return false;
  const besides = text.toLowerCase().match(unsayable)?.length ?? 0;
  const pairs = new Set(Array.from({ length: text.length - 1 }, (_, at) => text.slice(at, at + 2)));
  return (
    new Set(text).size >= LEAST_KINDS_OF_LETTERS &&
    besides >= text.length * LEAST_SHARE_UNSAYABLE &&
    pairs.size >= text.length * LEAST_SHARE_OF_PAIRS
  );
}

const LEAST_DRAWN_LETTERS = 128;
const LEAST_KINDS_OF_LETTERS = 23;
const LEAST_SHARE_UNSAYABLE = 0.12;
/** The alphabet again and again has few. */
const LEAST_SHARE_OF_PAIRS = 0.65;

/** Letters and digits alone, of which each part is drawn: a document has words, and a file in base64 other characters too. */
function isLongDrawn(text: string): boolean {
  if (text.length > LONGEST_DRAWN_CHARS || !/^[A-Za-z0-9]+$/.test(text)) return false;
  for (let at = 0; at < text.length; at += MAX_DRAWN_CHARS) {
    const part = text.slice(Math.min(at, text.length - MAX_DRAWN_CHARS), at + MAX_DRAWN_CHARS);
    const isMixedOfAll = /[A-Z]/.test(part) && /\d/.test(part) && isDrawn(part);
    if (!isMixedOfAll && !isDrawnLetters(part)) return false;
  }
  return true;
}

function classOf(character = ''): number {
  if (character >= 'a' && character <= 'z') return 1;
  if (character >= 'A' && character <= 'Z') return 2;
  return character >= '0' && character <= '9' ? 3 : 4;
}

function token(name: string, content: string): FreshValue {
  return { kind: 'token', shape: `${name} ${content.length}` };
}

/** A name's parts that a process may have made: UUIDs, digits of an address, a thread, a clock. */
const madeParts = /[0-9a-f]{8}[-_]?[0-9a-f]{4}[-_]?[0-9a-f]{4}[-_]?[0-9a-f]{4}[-_]?[0-9a-f]{12}|[0-9a-f]{12,}|\d{4,}/gi;

/**
 * The shape of a name that holds what a process made (`s140541397090368_x1`, `test_1764403200123`); null for a name that
 * is the same at every run. A year is no such part.
 */
export function freshNameShape(name: string): string | null {
  const shape = name.replace(madeParts, (part) => (/^(?:19|20)\d\d$|^\D+$/.test(part) ? part : `\0${partKind(part)}`));
  if (shape !== name) return shape;
  const head = cut.exec(name)?.[1];
  return head === undefined ? null : `${head}\0cut`;
}

/** A name that was longer than a server takes, cut, with four digits of its digest: SQLAlchemy's of constraints and indexes. */
const cut = /^(\w{24,}_)(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{4}$/;

const shortNumbers = /\d{1,3}/g;

/**
 * The shape of a table's name that holds a number of up to three digits (`User158s`), which may be drawn anew or be one of a row of tables;
 * null for names that are short otherwise too, as aliases are.
 */
export function shortNameShape(name: string): string | null {
  const isLong = /^(?=.*[a-z]{4})[\w$]{6,}$/i.test(name) && !/\d{4}/.test(name);
  return isLong && /\d/.test(name) ? `${SHORT} ${name.replace(shortNumbers, '\0')}` : null;
}

/** What shapes of such names begin with. */
export const SHORT = 'short';

/** Numbers of one run may have a digit more than those of another. */
function partKind(part: string): string {
  if (/^\d+$/.test(part)) return part.length < 8 ? 'pid' : 'number';
  return /[-_]/.test(part) ? 'uuid' : `hex ${part.length}`;
}
