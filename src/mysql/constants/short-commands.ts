// Commands that have no answer, and get one all the same where they are too short to be read: error 1835, by MySQL only.

import { CommandCode } from './commands.ts';
import type { Flavour } from './flavour.ts';

const NEEDED_BYTES: Readonly<Record<number, number>> = {
  [CommandCode.COM_STMT_CLOSE]: 5,
  [CommandCode.COM_STMT_SEND_LONG_DATA]: 7,
};

/** Whether the server refuses such a command. @param payloadBytes with the command's own byte */
export function isRefusedForLength(code: number, payloadBytes: number, { isMariadb }: Flavour): boolean {
  return !isMariadb && payloadBytes < (NEEDED_BYTES[code] ?? 0);
}
