// The fields of the filter: what each looks at, and what can be asked of it. Pure: it runs in the browser too.

/** What a filter looks at. */
export interface Filtered {
  readonly id: number;
  readonly session: number;
  readonly user: string;
  readonly database: string;
  readonly scope: string;
  readonly command: string;
  readonly sql: string | null;
  readonly parameters: string | null;
  readonly errorCode: number | null;
  readonly gap: string | null;
  readonly transaction: number | null;
  /** Microseconds behind the recording's beginning. */
  readonly atUs: number;
  readonly lastByteUs: number;
  readonly rows: number | null;
  readonly bytes: number;
  /** Null where nothing was replayed. */
  readonly played: boolean | null;
  /** Whether a miss was nearest to it; null where nothing was replayed. */
  readonly missed: boolean | null;
}

export type Predicate = (exchange: Filtered) => boolean;

export const NUMBERS: Readonly<Record<string, (exchange: Filtered) => number | null>> = {
  id: ({ id }) => id,
  session: ({ session }) => session,
  error: ({ errorCode }) => errorCode,
  ms: ({ lastByteUs }) => lastByteUs / 1000,
  rows: ({ rows }) => rows,
  bytes: ({ bytes }) => bytes,
  tx: ({ transaction }) => transaction,
};

export const TEXTS: Readonly<Record<string, (exchange: Filtered) => string>> = {
  user: ({ user }) => user,
  db: ({ database }) => database,
  scope: ({ scope }) => scope,
  command: ({ command }) => command,
  param: ({ parameters }) => parameters ?? '',
};

const READS = /^\s*\(*\s*(select|show|describe|desc|explain|with|table|values)\b/i;

export const STATES: Readonly<Record<string, Predicate>> = {
  error: ({ errorCode }) => errorCode !== null,
  gap: ({ gap }) => gap !== null,
  read: ({ sql }) => sql !== null && READS.test(sql),
  write: ({ sql }) => sql !== null && /^\s*(insert|update|delete|replace|load|create|alter|drop|truncate)\b/i.test(sql),
  played: ({ played }) => played === true,
  unused: ({ played }) => played === false,
  miss: ({ missed }) => missed === true,
};

/** Names of the fields, for completion and for messages. */
export const FILTER_FIELDS: readonly string[] = [...Object.keys(NUMBERS), ...Object.keys(TEXTS), 'time', 'table', 'is'];
export const FILTER_STATES: readonly string[] = Object.keys(STATES);

/** States that are known where something was replayed. */
export const REPLAYED: ReadonlySet<string> = new Set(['played', 'unused', 'miss']);

/** What a token looks at; more than it needs where it is one of several. */
export const READ_BY: Readonly<Record<string, readonly (keyof Filtered)[]>> = {
  id: ['id'],
  session: ['session'],
  error: ['errorCode'],
  ms: ['lastByteUs'],
  rows: ['rows'],
  time: ['atUs'],
  bytes: ['bytes'],
  tx: ['transaction'],
  user: ['user', 'session'],
  db: ['database'],
  scope: ['scope'],
  command: ['command'],
  param: ['parameters'],
  'is:error': ['errorCode'],
  'is:gap': ['gap'],
  'is:read': ['sql'],
  'is:write': ['sql'],
  'is:played': ['played'],
  'is:unused': ['played'],
  'is:miss': ['missed'],
};

type Test = (number: number) => boolean;

const ANY: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

/** `5`, `>5`, `1..9`; null where it is none of them. */
export function numberTest(part: string): Test | null {
  const [, low = '', high = ''] = /^(-?[\d.]*?)\.\.(-?[\d.]*)$/.exec(part) ?? [];
  if (low !== '' || high !== '' || part === '..') {
    const [from, to] = [low === '' ? ANY[0] : Number(low), high === '' ? ANY[1] : Number(high)];
    if (!Number.isNaN(from) && !Number.isNaN(to)) return (number) => number >= from && number <= to;
  }
  const [, sign = '', digits = ''] = /^(>=|<=|>|<|)(-?\d+(?:\.\d+)?)$/.exec(part) ?? [];
  if (digits === '') return null;
  const bound = Number(digits);
  return comparing(sign, bound, bound) ?? ((number) => number === bound);
}

/** @param from what was written begins here @param to and ends here */
function comparing(sign: string, from: number, to: number): Test | null {
  switch (sign) {
    case '>':
      return (number) => number > to;
    case '<':
      return (number) => number < from;
    case '>=':
      return (number) => number >= from;
    case '<=':
      return (number) => number <= to;
    default:
      return null;
  }
}

const DAY_US = 86_400e6;

/** A time as far as it was written: `17:21` is a whole minute, `0.5` a tenth of a second. In microseconds. */
interface Moment {
  readonly isClock: boolean;
  readonly from: number;
  readonly to: number;
}

function momentOf(text: string): Moment | null {
  const [, hours, minutes = '', seconds] = /^(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d{1,6})?))?$/.exec(text) ?? [];
  if (hours !== undefined) {
    const from = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0)) * 1e6;
    const isSound = Number(hours) < 24 && Number(minutes) < 60 && Number(seconds ?? 0) < 60;
    return isSound ? { isClock: true, from, to: from + (seconds === undefined ? 60e6 : widthOf(seconds)) } : null;
  }
  if (!/^\d+(?:\.\d{1,6})?$/.test(text)) return null;
  const from = Math.round(Number(text) * 1e6);
  return { isClock: false, from, to: from + widthOf(text) };
}

function widthOf(seconds: string): number {
  return 10 ** (6 - (seconds.split('.')[1]?.length ?? 0));
}

/**
 * `17:21`, `>17:21:36.5`, `17:21..17:22` of the day in UTC; `1.5`, `..2` in seconds behind the recording's beginning; null
 * where it is none of them.
 * @param beganUs when the recording began, in microseconds since 1970
 */
export function timeTest(part: string, beganUs: number): Test | null {
  const [, low, high] = /^(.*?)\.\.(.*)$/.exec(part) ?? [];
  if (low !== undefined && high !== undefined) {
    const [from, to] = [momentOf(low), momentOf(high)];
    const isSound = (low === '' || from !== null) && (high === '' || to !== null) && low + high !== '';
    if (!isSound || (from !== null && to !== null && from.isClock !== to.isClock)) return null;
    const [first, end] = [from?.from ?? ANY[0], to?.to ?? ANY[1]];
    return within(first, end, (from ?? to)?.isClock === true, beganUs);
  }
  const [, sign = '', written = ''] = /^(>=|<=|>|<|)(.+)$/.exec(part) ?? [];
  const moment = momentOf(written);
  if (moment === null) return null;
  const { isClock, from, to } = moment;
  if (sign === '>') return within(to, ANY[1], isClock, beganUs);
  if (sign === '<') return within(ANY[0], from, isClock, beganUs);
  return within(sign === '<=' ? ANY[0] : from, sign === '>=' ? ANY[1] : to, isClock, beganUs);
}

function within(from: number, end: number, isClock: boolean, beganUs: number): Test {
  if (!isClock) return (atUs) => atUs >= from && atUs < end;
  return (atUs) => {
    const ofDay = (beganUs + atUs) % DAY_US;
    return ofDay >= from && ofDay < end;
  };
}
