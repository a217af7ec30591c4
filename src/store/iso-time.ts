/** A time in microseconds since 1970 as ISO 8601 in UTC, to the millisecond. */
export function isoTime(us: number): string {
  return new Date(us / 1000).toISOString();
}
