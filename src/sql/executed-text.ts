// Comments that servers execute: `/*!40101 … */`, and MariaDB's `/*M!100100 … */`. Whether one does hangs on its version.
// https://dev.mysql.com/doc/refman/9.7/en/comments.html, https://mariadb.com/kb/en/comment-syntax/

import type { StatementReading } from './statement-reading.ts';
import { TokenKind } from './words/token.ts';

/** A server as these comments ask for it. */
export interface ServerVersion {
  readonly isMariaDb: boolean;
  /** 9.7.4 is 90704. */
  readonly number: number;
}

/** MariaDB does as none of the MySQL servers that it branched off from. */
const OF_MYSQL_ONLY = { from: 50700, to: 99999 };
const MARK = /^\/\*(?<mariadb>[Mm]?)!(?<version>\d*)$/;
/** Of the digits of one that no white space follows MySQL takes five, and MariaDB all. */
const LONG_MARK = /^\/\*[Mm]?!\d{6}\S$/;
/** What MariaDB's greeting may say before its own version. */
const REPLICATION_PREFIX = /^5\.5\.5-(?=\d+\.\d+\.\d+-MariaDB)/i;

/** Null of what is no version. @param text as the server's greeting has it: `9.7.4-2`, `5.5.5-10.11.6-MariaDB` */
export function serverVersion(text: string): ServerVersion | null {
  const found = /^(\d+)\.(\d+)\.(\d+)/.exec(text.replace(REPLICATION_PREFIX, ''));
  if (found === null) return null;
  const [major = 0, minor = 0, patch = 0] = found.slice(1).map(Number);
  return { isMariaDb: /mariadb/i.test(text), number: major * 10_000 + minor * 100 + patch };
}

/**
 * The text without the marks of such comments, and without those that the server skips; as it is where it has none.
 * Null where a text is too unclear to say.
 */
export function executedText({ tokens }: StatementReading, server: ServerVersion): string | null {
  const reader = tokens.read();
  const pieces: Buffer[] = [];
  let isSkipped = false;
  let isInside = false;
  for (let kind = reader.next(); kind !== TokenKind.end; kind = reader.next()) {
    if (!reader.isTerminated) return null;
    if (kind === TokenKind.executableStart) {
      if (LONG_MARK.test(tokens.sql.toString('latin1', reader.start, reader.end + 1))) return null;
      isInside = true;
      isSkipped = !runs(tokens.sql.toString('latin1', reader.start, reader.end), server);
      pieces.push(SPACE);
    } else if (kind === TokenKind.executableEnd) {
      isInside = isSkipped = false;
      pieces.push(SPACE);
    } else if (!isSkipped) pieces.push(tokens.sql.subarray(reader.start, reader.end));
  }
  return isInside ? null : Buffer.concat(pieces).toString('utf8');
}

const SPACE = Buffer.from(' ');

function runs(mark: string, { isMariaDb, number }: ServerVersion): boolean {
  const { mariadb = '', version = '' } = MARK.exec(mark)?.groups ?? {};
  if (mariadb === 'm' || (mariadb === 'M' && !isMariaDb)) return false;
  if (version === '') return true;
  const asked = Number(version);
  const isForeign = isMariaDb && mariadb === '' && asked >= OF_MYSQL_ONLY.from && asked <= OF_MYSQL_ONLY.to;
  return asked <= number && !isForeign;
}
