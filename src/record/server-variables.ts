// The server's variables as a new session has them, read over a session of our own.

import type { ServerVariable } from '../core/recording.ts';
import type { ClientSession } from '../mysql/session/client-session.ts';
import { UNFIXED } from '../sql/session/unfixed-variables.ts';

/** @throws MockError where the server refuses, or goes away */
export async function readServerVariables(session: ClientSession): Promise<readonly ServerVariable[]> {
  const { rows } = await session.query('SHOW VARIABLES');
  const all = rows.map(([name]) => name?.toString('latin1').toLowerCase() ?? '');
  const names = all.filter((name) => /^\w+$/.test(name) && !UNFIXED.has(name));
  const { columns, rows: values } = await session.query(`SELECT ${names.map((name) => `@@\`${name}\``).join(', ')}`);
  return columns.map(({ type, flags, displayLength, decimals, charset }, index) => ({
    name: names[index] ?? '',
    value: values[0]?.[index]?.toString('utf8') ?? null,
    type,
    flags,
    length: displayLength,
    decimals,
    charset,
  }));
}
