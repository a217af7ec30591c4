// MariaDB's progress reports, which look like errors with the number 65535 and have no SQLSTATE.
// https://mariadb.com/kb/en/progress-reporting/

export function isProgressReport(payload: Buffer): boolean {
  return payload.length > 3 && payload[0] === 0xff && payload[1] === 0xff && payload[2] === 0xff;
}
