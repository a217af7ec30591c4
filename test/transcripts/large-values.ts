// Values around the borders where the protocol changes its encoding, the same in every program.
import type { Target } from './program.ts';

const MiB = 1024 * 1024;
/** Payload of the longest packet; a longer one is sent as several. */
const maxPayloadBytes = 0xff_ff_ff;

/** Sizes of blobs: every length of a length-encoded integer, and more than one packet. */
export function blobSizes(target: Target): number[] {
  const small = [0, 1, 250, 251, 255, 256, 65_535, 65_536, ...(target.isSmall ? [] : [MiB])];
  return target.isLarge ? [...small, 16 * MiB, 20 * MiB] : small;
}

/** Bytes of every value, in an order that shows when a piece is missing or moved. */
export function blob(sizeBytes: number): Buffer {
  const pattern = Buffer.from(Array.from({ length: 65_537 }, (_, index) => (index * 7 + (index >> 8)) & 0xff));
  return Buffer.alloc(sizeBytes, pattern);
}

/** Statements whose answer is a row of just under, exactly, and just over one packet. */
export function rowsAroundPacketLimit(target: Target, around: readonly number[] = [-2, -1, 0, 1, 2]): string[] {
  const headerBytes = 4; // of a length-encoded string of 64 KiB to 16 MiB
  return chosen(target, around).map((more) => `SELECT REPEAT('r', ${maxPayloadBytes - headerBytes + more}) AS row_of`);
}

/** One whose answer is a row of two full packets and an empty third. */
export const rowOfTwoPackets = `SELECT REPEAT('R', ${2 * maxPayloadBytes - 9}) AS row_of`;

/**
 * Statements that fill one COM_QUERY packet just not, exactly, and just so that another must follow; `overheadBytes` is
 * what the client sends in the payload before the statement, `around` how much more than a packet's payload it shall be.
 */
export function statementsAroundPacketLimit(
  target: Target,
  overheadBytes: number,
  around: readonly number[] = [-2, -1, 0, 1, 2],
): string[] {
  return chosen(target, around).map((more) => {
    const [head, tail] = ["SELECT LENGTH('", "') AS sent"];
    const filling = maxPayloadBytes - overheadBytes - head.length - tail.length + more;
    return `${head}${'s'.repeat(filling)}${tail}`;
  });
}

/** All of them, or the one that takes two packets for certain, or none. */
function chosen(target: Target, around: readonly number[]): readonly number[] {
  if (target.isSmall) return [];
  return target.isLarge ? around : around.slice(-1);
}
