// `--check`: what was too low is measured once more, with more rounds and nothing else beside it, and fails where it is so again.
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { betterOf, compareRuns, suspectsOf } from './judge.js';
import { forgetRecordings } from './made-recording.js';
import { pace } from './measure.js';

/** What all that is measured once more may take, and one case of it. */
const AGAIN_MS = 75_000;
const CASE_MS = 30_000;
const ROUNDS = 5;

/**
 * @param first the cases as measured; `of` names what measures them
 * @param measureCase measures the cases of that name once more, by then, and gives them
 * @returns `cases`, of both measurements the better ones, and `failures` and `doubts` (judge.js)
 */
export async function measureAgain(first, context, measureCase) {
  const titles = new Set(suspectsOf(first).map((each) => each.case));
  if (titles.size === 0) return { cases: first, failures: [], doubts: [] };
  context.isAsked = (title) => titles.has(title);
  context.rounds = ROUNDS;
  context.folder = mkdtempSync(join(context.folder, 'again-'));
  forgetRecordings();
  await context.peers.forgetMissing();
  const names = [...new Set(first.filter(({ name }) => titles.has(name)).map(({ of }) => of))];
  const end = performance.now() + AGAIN_MS;
  const again = [];
  for (const [at, name] of names.entries()) {
    const now = performance.now();
    console.error(`measured once more: ${name}`);
    pace.end = end;
    again.push(...(await measureCase(name, now + Math.min(CASE_MS, Math.max(0, end - now) / (names.length - at)))));
  }
  return { cases: betterOf(first, again), ...compareRuns(first, again) };
}

/** In a line each, what `--check` fails for and what it does not judge. */
export function tellCheck({ failures, doubts }) {
  const named = (each) =>
    `${each.key}: ${each.broken ?? `${each.figure.toFixed(2)}, allowed ${each.allowed.toFixed(2)}`}`;
  for (const each of failures) console.error(`below two thirds of what it should be: ${named(each)}`);
  for (const each of doubts) console.error(`not judged: ${named(each)}: ${each.doubt}`);
}
