import { expect, test } from 'vitest';
import { type Place, startPlace } from '../../../../../src/replay/matching/place.ts';
import { type Choice, Trail, type TrailStep } from '../../../../../src/replay/volatile/finding/trail.ts';

const [own, other] = [startPlace(), startPlace()];

/** A step by its number; with a choice where it was chosen among several. */
function step(id: number, isChoice = false, place: Place = own): TrailStep {
  const choice: Choice | null = isChoice
    ? { mark: {} as Choice['mark'], bound: 0, candidates: () => [], chosen: id }
    : null;
  return { command: { name: String(id) }, context: { place }, found: {}, choice } as unknown as TrailStep;
}

function since(trail: Trail, place = own): number[][] {
  return [...trail.sinceChoices(place)].map((steps) => steps.map(({ command }) => Number(command.name)));
}

test('there is nothing to go back to before the first choice, and then all from each on, the latest first', () => {
  const trail = new Trail();
  for (const one of [step(1), step(2, true), step(3), step(4, true), step(5)]) trail.add(one);
  expect(since(trail)).toEqual([
    [4, 5],
    [2, 3, 4, 5],
  ]);
  trail.clear();
  trail.add(step(6));
  expect(since(trail)).toEqual([]);
});

test("a connection's own choices and those of others are undone in turn, behind the latest", () => {
  const trail = new Trail();
  for (const [id, place] of [own, own, other, own, other, other, other].entries()) trail.add(step(id, true, place));
  const first = (place: Place) => since(trail, place).map(([one]) => one);
  expect(first(own)).toEqual([6, 3, 1, 5, 0, 4, 2]);
  expect(first(other)).toEqual([6, 3, 5, 1, 4, 0, 2]);
});

test('of many choices the latest 32 are undone', () => {
  const trail = new Trail();
  for (let id = 1; id <= 34; id++) trail.add(step(id, true));
  expect(since(trail).map(([first]) => first)).toEqual(Array.from({ length: 32 }, (_, at) => 34 - at));
});

test('what is long ago is forgotten with its choice, up to the next choice; without one nothing is kept', () => {
  const trail = new Trail();
  for (let id = 1; id <= 256; id++) trail.add(step(id, id === 1 || id === 10));
  expect(since(trail).map((steps) => [steps[0], steps.length])).toEqual([
    [10, 247],
    [1, 256],
  ]);
  trail.add(step(257));
  expect(since(trail).map((steps) => [steps[0], steps.length])).toEqual([[10, 248]]);
  for (let id = 258; id <= 600; id++) trail.add(step(id));
  expect(since(trail)).toEqual([]);
});
