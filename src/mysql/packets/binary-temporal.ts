// Dates and times of the binary protocol: a length byte, then as many fields as that says.
// They are read into the text that MySQL prints for them, and written in the shortest form, as servers write them.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_binary_resultset.html#sect_protocol_binary_resultset_row_value_date

import type { PayloadReader } from '../../core/bytes/payload-reader.ts';
import type { PayloadWriter } from '../../core/bytes/payload-writer.ts';

const DATETIME = /^(\d{4,5})-(\d{2,3})-(\d{2,3})(?: (\d{2,3}):(\d{2,3}):(\d{2,3})(?:\.(\d{1,10}))?)?$/;
const TIME = /^(-?)(\d{2,}):(\d{2,3}):(\d{2,3})(?:\.(\d{1,10}))?$/;
const HOURS_PER_DAY = 24;

/** A DATE, e.g. `2026-01-02`; with a time of day only where a client sent one that is there. */
export function readDate(reader: PayloadReader): string {
  const { date, time } = readFields(reader);
  return time === '' ? date : `${date} ${time}`;
}

/** A DATETIME or TIMESTAMP, e.g. `2026-01-02 03:04:05`, with microseconds where they are sent. */
export function readDatetime(reader: PayloadReader): string {
  const { date, time } = readFields(reader);
  return `${date} ${time === '' ? '00:00:00' : time}`;
}

/** A TIME, e.g. `-26:00:00`; its days are counted as hours. */
export function readTime(reader: PayloadReader): string {
  const length = reader.int1('length of a temporal value');
  if (length === 0) return '00:00:00';
  if (length !== 8 && length !== 12) throw reader.error(`a time has no form of ${length} bytes`);
  const sign = reader.int1('sign') === 0 ? '' : '-';
  const days = reader.int4('days');
  const hours = days * HOURS_PER_DAY + reader.int1('hours');
  const clock = `${sign}${digits(hours, 2)}:${digits(reader.int1('minutes'), 2)}:${digits(reader.int1('seconds'), 2)}`;
  return length === 12 ? `${clock}.${digits(reader.int4('microseconds'), 6)}` : clock;
}

/** Writes what `readDate` and `readDatetime` return. @throws TypeError for any other text */
export function writeDatetime(writer: PayloadWriter, text: string): void {
  const match = DATETIME.exec(text);
  if (match === null) throw new TypeError(`'${text}' is no date or datetime`);
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((field) => Number(field ?? 0));
  const date = [Number(year), Number(month), Number(day)] as const;
  const time = [Number(hour), Number(minute), Number(second)] as const;
  const micros = match[7];
  const length = micros !== undefined ? 11 : time.some(Boolean) ? 7 : date.some(Boolean) ? 4 : 0;
  writer.int1(length);
  if (length >= 4) writer.int2(date[0]).int1(date[1]).int1(date[2]);
  if (length >= 7) writer.int1(time[0]).int1(time[1]).int1(time[2]);
  if (length >= 11) writer.int4(microseconds(micros));
}

/** Writes what `readTime` returns. @throws TypeError for any other text */
export function writeTime(writer: PayloadWriter, text: string): void {
  const match = TIME.exec(text);
  if (match === null) throw new TypeError(`'${text}' is no time`);
  const [hours, minutes, seconds] = [Number(match[2]), Number(match[3]), Number(match[4])];
  const micros = match[5];
  if (micros === undefined && hours === 0 && minutes === 0 && seconds === 0) {
    writer.int1(0);
    return;
  }
  writer.int1(micros === undefined ? 8 : 12).int1(match[1] === '-' ? 1 : 0);
  writer.int4(Math.floor(hours / HOURS_PER_DAY)).int1(hours % HOURS_PER_DAY);
  writer.int1(minutes).int1(seconds);
  if (micros !== undefined) writer.int4(microseconds(micros));
}

/** Of digits behind the second: `5` is half a second. */
function microseconds(digits = ''): number {
  return Number(digits.padEnd(6, '0'));
}

/** `time` is empty where the value's length says that there is none. */
function readFields(reader: PayloadReader): { date: string; time: string } {
  const length = reader.int1('length of a temporal value');
  if (length !== 0 && length !== 4 && length !== 7 && length !== 11) {
    throw reader.error(`a date has no form of ${length} bytes`);
  }
  if (length === 0) return { date: '0000-00-00', time: '' };
  const date = `${digits(reader.int2('year'), 4)}-${digits(reader.int1('month'), 2)}-${digits(reader.int1('day'), 2)}`;
  if (length === 4) return { date, time: '' };
  const time = `${digits(reader.int1('hours'), 2)}:${digits(reader.int1('minutes'), 2)}:${digits(reader.int1('seconds'), 2)}`;
  return { date, time: length === 11 ? `${time}.${digits(reader.int4('microseconds'), 6)}` : time };
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
