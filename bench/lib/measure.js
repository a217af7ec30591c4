// Side by side: what is compared is measured in turn, round after round, there and back, in one run, since machines are noisy.
// A row is one peer in one case; its ratio to another is the median of the rounds' ratios, each of neighbours in time.
import { readFileSync } from 'node:fs';

/** A spread above this, of the middle half of the rounds around the median, is marked. */
export const NOISY = 0.15;
const TICK_US = 10_000;

/** User and system time of a process so far, in microseconds; 0 for one that is not ours to ask. */
export function cpuUs(pid) {
  if (pid === undefined) return 0;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_US;
}

/** Peak memory of a process in MiB, as the kernel has it. */
export function peakMiB(pid) {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

export function residentKiB(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

/**
 * Rows of a case: a figure per peer and round, higher is better unless the case says otherwise.
 * @param peers `[{ name, port, pid }]`, or `[{ name, missing }]` with the reason where there is none
 * @param run gives `{ figure, operations }` of one peer; operations divide the processor time
 */
export async function sideBySide(peers, { rounds, warmUp = true }, run) {
  const present = peers.filter(({ missing }) => missing === undefined);
  const rows = new Map(
    peers.map((peer) => [peer.name, { peer: peer.name, missing: peer.missing, figures: [], cpu: [] }]),
  );
  if (warmUp) for (const peer of present) await run(peer);
  for (let round = 0; round < rounds; round++) {
    const turn = round % 2 === 0 ? present : present.toReversed();
    for (const peer of turn) {
      const before = cpuUs(peer.pid);
      const { figure, operations } = await run(peer);
      const row = rows.get(peer.name);
      row.figures.push(figure);
      if (peer.pid !== undefined && operations > 0) row.cpu.push((cpuUs(peer.pid) - before) / operations);
    }
  }
  return [...rows.values()];
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** How far the middle half of the rounds lies apart, as a share of the median. */
export function spread(numbers) {
  if (numbers.length < 2) return 0;
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (share) => sorted[Math.round((sorted.length - 1) * share)];
  return (at(0.75) - at(0.25)) / median(sorted);
}

export function ratio(row, other) {
  if (row.figures.length === 0 || other === undefined || other.figures.length !== row.figures.length) return undefined;
  return median(row.figures.map((figure, round) => figure / other.figures[round]));
}
