// What became of the targets, and what `--check` fails for. A machine sets limits of its own, and a busy one says little, so a figure is
// held against two thirds of what this machine lets anybody reach in the same run: where a bare Node peer has less of MySQL than is asked
// of ours, its share of that; where one pass of SQLite takes longer than it did where seconds were stated, so many times the seconds. What
// is below is measured once more (check.js), and fails only where it can be believed: `doubt` says why it cannot.
import { median, NO_TIME, NOT_HERE, ratio, ratios, wobble } from './measure.js';
import { targets as all, unjudged } from './targets.js';

/** Of a target, or of what is stated where it is missed, this is too little; of seconds or bytes its inverse too much. */
const SHARE = 2 / 3;
/** Whose fastest and slowest round lie further apart, as a share of the median, is measured by the machine's other work. */
const UNSTEADY = 0.6;
/** So many of the rounds have to say what their median says. */
const AGREEING = 0.75;
/** The row of a case that failed as a whole. */
export const WHOLE_CASE = 'the case itself';

/**
 * Each target that one of the cases has, with
 *  - `figure`, what was reached (undefined where a peer is missing), and `verdict`: `reached`, `missed` or `unknown`
 *  - `limit`, where a bare peer or the machine's pace lets less be asked than the target: `{ by, asked }`
 *  - `allowed`, what `--check` takes at least (or at most); `isLow` where it is beyond
 *  - `doubt`, why a low figure cannot be believed; `broken`, why ours could not be measured where that is our own fault
 */
export function judge(cases, targets = all) {
  return targets.flatMap((target) => {
    const found = cases.find(({ name }) => name === target.case);
    return found === undefined ? [] : [judgeOne(target, found.rows)];
  });
}

function judgeOne(target, rows) {
  const row = rows.find(({ peer }) => peer === target.peer);
  const other = rows.find(({ peer }) => peer === target.of);
  const rounds = row === undefined || row.figures.length === 0 ? undefined : roundsOf(target, row, other);
  if (rounds === undefined) return { ...target, verdict: 'unknown', isLow: false, broken: faultOf(target, row, other) };
  const figure = median(rounds);
  const limit = limitOf(target, rows);
  const allowed = allowedOf(target, limit?.asked);
  const isBeyond = (each) => (target.least === undefined ? each > allowed : each < allowed);
  const isReached = target.least === undefined ? figure <= target.most : figure >= target.least;
  const isLow = isBeyond(figure);
  return {
    ...{ ...target, figure, limit, allowed, isLow },
    verdict: isReached ? 'reached' : 'missed',
    doubt: isLow ? doubtOf(target, limit, rounds.filter(isBeyond).length / rounds.length, rounds, other) : undefined,
  };
}

function roundsOf({ of }, row, other) {
  return of === undefined ? row.figures : ratios(row, other);
}

/** What a bare peer in the same rounds, or the machine's pace in the same run, lets be asked. */
function limitOf({ least, most, of, bare, paced }, rows) {
  const by = bare?.peer ?? paced?.peer;
  const row = rows.find(({ peer }) => peer === by);
  if (row === undefined || row.figures.length === 0) return by === undefined ? undefined : { by };
  if (bare === undefined) {
    const slower = median(row.figures) / paced.seconds;
    return slower > 1 ? { by: `${by}, ${slower.toFixed(1)} times as long`, asked: most * slower } : undefined;
  }
  const reach = ratio(
    row,
    rows.find(({ peer }) => peer === of),
  );
  if (reach === undefined) return { by };
  return reach * bare.share < least ? { by: `${by}, ${reach.toFixed(2)}`, asked: reach * bare.share } : undefined;
}

function allowedOf({ least, most, stated, paced }, asked) {
  if (least !== undefined) return Math.min(least, stated ?? least, asked ?? least) * SHARE;
  const slower = paced === undefined || asked === undefined ? 1 : asked / most;
  return (Math.max(most, stated ?? most) * slower) / SHARE;
}

function doubtOf({ isSteady }, limit, agreeing, rounds, other) {
  if (limit !== undefined && limit.asked === undefined) return `${limit.by} was not measured, which is the limit`;
  if (isSteady) return undefined;
  if (rounds.length < 2) return 'measured once';
  if (agreeing < AGREEING) return 'the rounds do not agree';
  const apart = other === undefined ? 0 : wobble(other.figures);
  return apart > UNSTEADY ? `the rounds of ${other.peer} are ${Math.round(apart * 100)} % apart` : undefined;
}

/** Nobody can be compared where the other one is missing, nor is it our fault where there was no time or no package. */
function faultOf({ of }, row, other) {
  const isOthers = of !== undefined && (other === undefined || other.figures.length === 0);
  return row === undefined || isOthers ? undefined : faultIn(row);
}

function faultIn({ missing }) {
  return missing === undefined || missing === NO_TIME || missing.includes(NOT_HERE) ? undefined : missing;
}

/** What `--check` looks at again: what is low, believed or not, what could not be measured, and cases that failed as a whole. */
export function suspectsOf(cases, targets = all) {
  const judged = judge(cases, targets)
    .filter(({ isLow, broken }) => isLow || broken !== undefined)
    .map((each) => ({ ...each, key: keyOf(each) }));
  const failed = cases.flatMap(({ name, rows }) =>
    rows
      .filter((row) => row.peer === WHOLE_CASE && !unjudged.has(name) && faultIn(row) !== undefined)
      .map((row) => ({ case: name, peer: WHOLE_CASE, key: name, broken: faultIn(row) })),
  );
  return [...judged, ...failed];
}

function keyOf(target) {
  return `${target.case}, ${target.peer}${target.of === undefined ? '' : ` of ${target.of}`}`;
}

/**
 * What two measurements come to: what was suspect in both, as `failures` where the second can be believed, else as `doubts`.
 * @param again only the cases that had suspects
 */
export function compareRuns(first, again, targets = all) {
  const before = suspectsOf(first, targets);
  const after = new Map(suspectsOf(again, targets).map((each) => [each.key, each]));
  const measured = new Set(judge(again, targets).flatMap((each) => (each.figure === undefined ? [] : [keyOf(each)])));
  const both = before.flatMap((each) => {
    const second = after.get(each.key);
    if (second !== undefined) return [second];
    return measured.has(each.key) || each.peer === WHOLE_CASE
      ? []
      : [{ ...each, doubt: 'it could not be measured once more' }];
  });
  const isDoubtful = ({ doubt }) => doubt !== undefined;
  return { failures: both.filter((each) => !isDoubtful(each)), doubts: both.filter(isDoubtful) };
}

/** Of two measurements of a case the one that has as much, and fewer suspects. */
export function betterOf(cases, others, targets = all) {
  const known = (one) => judge([one], targets).filter(({ figure }) => figure !== undefined).length;
  const low = (one) => suspectsOf([one], targets).length;
  return cases.map((one) => {
    const other = others.find(({ name }) => name === one.name);
    return other !== undefined && known(other) >= known(one) && low(other) < low(one) ? other : one;
  });
}
