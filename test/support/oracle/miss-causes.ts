// Whether what misses name as their causes is what was asked: read from the log of a replay that explains itself.

export interface Causes {
  /** Misses that name a write. */
  readonly named: number;
  /** Misses because of other data that name none. */
  readonly unnamed: number;
  /** Messages that name a write falsely. */
  readonly wrong: readonly string[];
}

const ANSWER = /\bexchange (\d+) \(session \d+[^)]*\) answers: /;
const MISS = /mock: recorded only with other data: .*; nearest is exchange (\d+)(?:: .*?)?; (.*)/;
const NOT_ASKED = /recorded behind exchange (\d+) .*?, which was not asked here/;
const GONE = /recorded behind exchange (\d+) .*?, which has been taken back/;
const EXTRA = /asked behind exchange (\d+) .*?, behind which it was not recorded/;
const SWAPPED = /asked behind exchange (\d+) .*? and then exchange (\d+) .*?, which were recorded in the other order/;

/** @param log of one replay process, with `explain` */
export function causesIn(log: string): Causes {
  const played: number[] = [];
  const wrong: string[] = [];
  let [named, unnamed] = [0, 0];
  for (const line of log.split('\n')) {
    const answered = ANSWER.exec(line)?.[1];
    if (answered !== undefined) played.push(Number(answered));
    const [, nearest, cause = ''] = MISS.exec(line) ?? [];
    if (nearest === undefined) continue;
    const claims = claimsOf(cause, Number(nearest), played);
    if (claims.length === 0) unnamed++;
    else named++;
    if (claims.includes(false)) wrong.push(line);
  }
  return { named, unnamed, wrong };
}

/** Of each thing that is said, whether it is so. */
function claimsOf(cause: string, nearest: number, played: readonly number[]): boolean[] {
  const numberOf = (pattern: RegExp) => Number(pattern.exec(cause)?.[1] ?? 0);
  const [notAsked, gone, extra] = [NOT_ASKED, GONE, EXTRA].map(numberOf);
  const claims: boolean[] = [];
  if (notAsked) claims.push(notAsked < nearest && !played.includes(notAsked));
  if (gone) claims.push(gone < nearest && played.includes(gone));
  if (extra) claims.push(played.includes(extra));
  const [, before, after] = SWAPPED.exec(cause) ?? [];
  if (before !== undefined && after !== undefined) {
    claims.push(played.lastIndexOf(Number(before)) >= 0 && played.indexOf(Number(after)) >= 0);
  }
  return claims;
}
