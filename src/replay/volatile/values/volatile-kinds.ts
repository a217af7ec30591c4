// What a value that changes at every run looks like, and the forms in which the same value comes back.

/**
 * `timestamp`: any date and time. `clock`: only what was the time when it was asked. `token`: drawn by chance, or a hash with a
 * salt. `any` is whatever stands at a place that a rule names.
 */
export type VolatileKind = 'uuid' | 'timestamp' | 'clock' | 'token' | 'any';

export const VOLATILE_KINDS: readonly VolatileKind[] = ['uuid', 'timestamp', 'clock', 'token', 'any'];

const HEX_DIGITS = 32;
const UUID_BYTES = 16;
const dashed = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const moment = /^(\d{4}-\d\d-\d\d)([ T])(\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d:?\d\d)?$/;
/** Digits alone, as MySQL has a DATETIME that is a number, and as MediaWiki keeps its times; with a T also in basic ISO 8601. */
const compact =
  /^((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(T?)([01]\d|2[0-3])([0-5]\d)([0-5]\d)(?:\.(\d{1,6}))?(Z?)$/;
/** The same within a text. */
export const COMPACT_WITHIN =
  /(?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])T?(?:[01]\d|2[0-3])[0-5]\d[0-5]\d(?!\d)/;

/** The parts of a date and time that is written without signs between them, put in; any other as it is. */
export function withSigns(content: string): string {
  const found = compact.exec(content);
  if (found === null) return content;
  const [, year, month, day, separator, hours, minutes, seconds, fraction, zone] = found;
  const parts = fraction === undefined ? '' : `.${fraction}`;
  return `${year}-${month}-${day}${separator || ' '}${hours}:${minutes}:${seconds}${parts}${zone}`;
}

const epoch = /^\d{10}(?:\d{3}){0,3}$/;

/** Whether a value is as many digits as the clock's in seconds, milli-, micro- or nanoseconds since 1970. */
export function isEpoch(content: string): boolean {
  return epoch.test(content);
}

const timeOfDay = /^((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.0+)?$/;

/** The same within a text. */
export const TIME_WITHIN = /(?<![\d:.+-])(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?![\d:]|\.\d*[1-9])/;

/** Whether it is a time of day to the second (`12:30:01`): what a column keeps of parts of one would have to be worked out. */
export function isTimeOfDay(content: string): boolean {
  return content.length === 8 && timeOfDay.test(content);
}

/** The same of one as a column of finer times has it too (`12:30:01.000`); null for anything else. */
export function timeOfDayIn(content: string): string | null {
  return timeOfDay.exec(content)?.[1] ?? null;
}

/** Whether a value, a character per byte, may be of this kind; what the clock is depends on when it was asked. */
export function isOfKind(kind: VolatileKind, content: string): boolean {
  switch (kind) {
    case 'uuid':
      return uuidsIn(content).length > 0;
    case 'timestamp':
      return readMoment(content) !== null;
    case 'clock':
    case 'token':
    case 'any':
      return true;
  }
}

const embedded = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])/gi;

/** The UUIDs that a value holds, in order: the value itself, or those within a longer text, with dashes or as 32 digits by themselves. */
export function uuidsIn(content: string): readonly string[] {
  return uuidDigits(content) === null ? (content.match(embedded) ?? []) : [content];
}

/** What is left of a value without its UUIDs. */
export function withoutUuids(content: string): string {
  return replaceUuids(content, () => '\0');
}

/** The value with others in the places of its UUIDs. */
export function replaceUuids(content: string, replace: (uuid: string) => string): string {
  return uuidDigits(content) === null ? content.replace(embedded, replace) : replace(content);
}

/** The 32 hexadecimal digits of a UUID as text, as digits, or as its 16 bytes; null for what is none. */
export function uuidDigits(content: string): string | null {
  if (dashed.test(content)) return content.replaceAll('-', '').toLowerCase();
  if (content.length === HEX_DIGITS && /^[0-9a-f]+$/i.test(content)) return content.toLowerCase();
  return isBytes(content) ? Buffer.from(content, 'latin1').toString('hex') : null;
}

/**
 * Whether these are the 16 bytes of a UUID: not where they could be somebody's text (an e-mail address, a card's number),
 * which bytes drawn by chance are in none of a million.
 */
export function isBytes(content: string): boolean {
  if (content.length !== UUID_BYTES) return false;
  const text = Buffer.from(content, 'latin1').toString('utf8');
  return text.includes('\ufffd') || /[^\P{Cc}\t\n\r]/u.test(text);
}

/** A UUID written as `like` is: with dashes or without, in upper or lower case, as bytes. */
export function uuidLike(like: string, digits: string): string {
  if (like.length === UUID_BYTES) return Buffer.from(digits, 'hex').toString('latin1');
  const text = like.length === HEX_DIGITS ? digits : digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return /[A-F]/.test(like) && !/[a-f]/.test(like) ? text.toUpperCase() : text;
}

/** As UUID_TO_BIN(x, 1) orders a UUID's digits. https://dev.mysql.com/doc/refman/en/miscellaneous-functions.html */
export function swapped(digits: string): string {
  return digits.slice(12, 16) + digits.slice(8, 12) + digits.slice(0, 8) + digits.slice(16);
}

/** As BIN_TO_UUID(x, 1) puts them back. */
export function unswapped(digits: string): string {
  return digits.slice(8, 16) + digits.slice(4, 8) + digits.slice(0, 4) + digits.slice(16);
}

/** A point in time, in no time zone. */
export interface Moment {
  /** Since 1970. */
  readonly seconds: number;
  readonly micros: number;
}

/**
 * Reads `2026-01-02 03:04:05.000006`, also with a T and a zone behind it, which does not count, or without signs
 * (`20260102030405`); null for anything else.
 */
export function readMoment(content: string): (Moment & { readonly digits: number }) | null {
  const found = moment.exec(withSigns(content));
  if (found === null) return null;
  const [, day = '', , time = '', fraction = ''] = found;
  const ms = Date.parse(`${day}T${time}Z`);
  if (Number.isNaN(ms)) return null;
  return { seconds: ms / 1000, micros: Number(fraction.padEnd(6, '0')), digits: fraction.length };
}

/** A moment written as `like` is, with so many digits of a second's fraction. */
export function momentLike(like: string, { seconds, micros }: Moment, digits: number): string {
  const [, , separator = ' ', , , zone = ''] = moment.exec(withSigns(like)) ?? [];
  const signed = new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', separator);
  const text = compact.test(like) ? signed.replace(/[-: ]/g, '') : signed;
  return text + (digits === 0 ? '' : `.${String(micros).padStart(6, '0').slice(0, digits)}`) + zone;
}

/**
 * A moment as a column with so many digits keeps it.
 * @param rounds MySQL rounds, MariaDB cuts off. https://dev.mysql.com/doc/refman/en/fractional-seconds.html
 */
export function keptAs({ seconds, micros }: Moment, digits: number, rounds: boolean): Moment {
  const unit = 10 ** (6 - digits);
  const kept = Math.floor((micros + (rounds ? unit / 2 : 0)) / unit) * unit;
  return kept < 1_000_000 ? { seconds, micros: kept } : { seconds: seconds + 1, micros: 0 };
}
