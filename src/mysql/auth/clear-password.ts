// The password in clear, NUL behind it: mysql_clear_password, and full authentication on a secure channel.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_authentication_methods_clear_text_password.html

import { timingSafeEqual } from 'node:crypto';

export const CLEAR_PASSWORD = 'mysql_clear_password';

export function clearPasswordResponse(password: Buffer): Buffer {
  return Buffer.concat([password, Buffer.from([0])]);
}

/** The password in a client's answer; an answer without its NUL is taken whole, as servers do. */
export function passwordOfClearResponse(response: Buffer): Buffer {
  const end = response.indexOf(0);
  return end < 0 ? response : response.subarray(0, end);
}

/** Whether `response` holds this password. */
export function isClearPasswordResponse(response: Buffer, password: Buffer): boolean {
  const sent = passwordOfClearResponse(response);
  return sent.length === password.length && timingSafeEqual(sent, password);
}
