// Side by side: what is compared is measured in turn, round after round, there and back, in one run, since machines are noisy.
// A row is one peer in one case; its ratio to another is the median of the rounds' ratios, each of neighbours in time.
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** A spread above this, of the middle half of the rounds around the median, is marked. */
export const NOISY = 0.15;
const TICK_US = 10_000;

/** In a reason that has nothing to do with us: a package or a program that this machine has not. */
export const NOT_HERE = 'cannot be had';

export const NO_TIME = 'the time was over (--minutes)';

/** A run has so long, and so has each of its cases: who is late measures each peer once, and warms up only what is new. */
export const pace = {
  until: Number.POSITIVE_INFINITY,
  /** When the whole run is over. */
  end: Number.POSITIVE_INFINITY,
  get isLate() {
    return performance.now() > this.until;
  },
  get isOver() {
    return performance.now() > this.end;
  },
};

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
 * @param peers `[{ name, port, pid }]`, with `putsOff` where one works on behind its answers, or `[{ name, missing }]` with the reason where
 *   there is none
 * @param kind of what is asked: a peer that has not been asked this before runs code that V8 has not compiled yet
 * @param run gives `{ figure, operations }` of one peer; operations divide the processor time. Where it rejects, that peer's row
 *   says why, and the others are measured all the same
 */
export async function sideBySide(peers, { rounds, warmUp = true, kind = '' }, run) {
  let present = peers.filter(({ missing }) => missing === undefined);
  const rows = new Map(
    peers.map((peer) => [peer.name, { peer: peer.name, missing: peer.missing, figures: [], cpu: [] }]),
  );
  const attempt = async (peer) => {
    try {
      if (pace.isOver) throw new Error(NO_TIME);
      const measured = await run(peer).catch(() => run(peer));
      if (peer.putsOff) await settled(peer.pid);
      return measured;
    } catch (error) {
      rows.set(peer.name, { peer: peer.name, missing: whyOf(error), figures: [], cpu: [] });
      present = present.filter((each) => each !== peer);
      return undefined;
    }
  };
  if (warmUp) {
    for (const peer of [...present]) if (!pace.isLate || !warm(peer).has(kind)) await attempt(peer);
    // what has been measured in another case of this kind is compiled
    for (const peer of present) warm(peer).add(kind);
  }
  for (let round = 0; round < rounds && (round === 0 || !pace.isLate); round++) {
    const turn = round % 2 === 0 ? [...present] : present.toReversed();
    for (const peer of turn) {
      const before = cpuUs(peer.pid);
      const measured = await attempt(peer);
      if (measured === undefined) continue;
      const row = rows.get(peer.name);
      row.figures.push(measured.figure);
      if (peer.pid !== undefined && measured.operations > 0)
        row.cpu.push((cpuUs(peer.pid) - before) / measured.operations);
    }
  }
  return [...rows.values()];
}

/** Until a process does nothing any more: what it has put off counts as its own, and is not in the way of the next one. */
async function settled(pid) {
  for (let before = -1, now = cpuUs(pid); now !== before; now = cpuUs(pid)) {
    before = now;
    await delay(60);
  }
}

/** What a peer has been asked in earlier cases. */
function warm(peer) {
  peer.kinds ??= new Set();
  return peer.kinds;
}

/**
 * What `sideBySide` runs of a load: one that lasts `seconds`; in a quick run, from the second time on, as many as half of that has
 * (sysbench knows whole seconds, but also so many queries).
 * @param ask gives operations per second of a peer under a load
 */
export function halved(ask, load, quick) {
  const counts = new Map();
  return async (peer) => {
    const queries = counts.get(peer.port);
    const figure = await ask(peer, { ...load, queries });
    if (quick) counts.set(peer.port, Math.ceil((figure * load.seconds) / 2));
    return { figure, operations: queries ?? figure * load.seconds };
  };
}

/** What went wrong, in one short line. */
export function whyOf(error) {
  const lines = String(error.message ?? error)
    .trim()
    .split('\n');
  return (lines.find((line) => /fatal|error/i.test(line) && line !== lines[0]) ?? lines[0]).slice(0, 160);
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** How far the middle half of the rounds lies apart, as a share of the median; undefined for a figure that was measured once. */
export function spread(numbers) {
  if (numbers.length < 2) return undefined;
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (share) => sorted[Math.round((sorted.length - 1) * share)];
  return (at(0.75) - at(0.25)) / median(sorted);
}

/** How far the fastest round and the slowest lie apart, as a share of the median. */
export function wobble(numbers) {
  return (Math.max(...numbers) - Math.min(...numbers)) / median(numbers);
}

/** Round by round; undefined where the two were not measured side by side. */
export function ratios(row, other) {
  if (row.figures.length === 0 || other === undefined || other.figures.length !== row.figures.length) return undefined;
  return row.figures.map((figure, round) => figure / other.figures[round]);
}

export function ratio(row, other) {
  const rounds = ratios(row, other);
  return rounds === undefined ? undefined : median(rounds);
}
