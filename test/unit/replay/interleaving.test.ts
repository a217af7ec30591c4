// Whatever order a program's connections come in, and however many they are: the same answers as in the recording.

import { expect, test } from 'vitest';
import type { StrategyName } from '../../../src/replay/matching/match-query.ts';
import { Matcher } from '../../../src/replay/matching/matcher.ts';
import { type Place, startPlace } from '../../../src/replay/matching/place.ts';
import fc from '../../support/property.ts';
import { type Recorded, recordingOf } from '../../support/recorded-exchanges.ts';

/** Statements by name; a transaction has a BEGIN before and a COMMIT behind them. */
interface Unit {
  readonly isTransaction: boolean;
  readonly statements: readonly string[];
}

/** One command of a recorded connection, and the exchange that answered it. */
interface Step {
  readonly fingerprint: string;
  readonly isInside: boolean;
  readonly exchange: number;
}

interface RecordedUnit {
  readonly session: number;
  readonly steps: Step[];
  readonly unit: Unit;
}

const statement = fc.constantFrom('a', 'b', 'c', 'd');
const unit: fc.Arbitrary<Unit> = fc.oneof(
  fc.record({ isTransaction: fc.constant(false), statements: fc.tuple(statement) }),
  fc.record({ isTransaction: fc.constant(true), statements: fc.array(statement, { minLength: 1, maxLength: 4 }) }),
);
const connections = fc.array(fc.array(unit, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 });
const choices = fc.infiniteStream(fc.nat(0xffff));

function commandsOf({ isTransaction, statements }: Unit): readonly string[] {
  return isTransaction ? ['begin', ...statements, 'commit'] : statements;
}

/** Records connections at work, in the order that `choose` makes of them. @param isAtomic no two units overlap */
function recordAll(all: readonly (readonly Unit[])[], choose: (count: number) => number, isAtomic: boolean) {
  const recorded: Recorded[] = [];
  const units: RecordedUnit[] = [];
  const open = all.map((own, index) => ({ session: index + 1, own, next: 0, done: 0, begin: 0, current: units[0] }));
  const isLeft = (one: (typeof open)[number]) => one.next < one.own.length;
  let running: (typeof open)[number] | undefined;
  for (let left = open.filter(isLeft); left.length > 0; left = open.filter(isLeft)) {
    const one = running ?? left[choose(left.length)];
    const current = one?.own[one.next];
    if (one === undefined || current === undefined) break;
    const commands = commandsOf(current);
    const fingerprint = commands[one.done] ?? '';
    const isInside = current.isTransaction && one.done > 0;
    const isAlike = fingerprint === 'begin' || fingerprint === 'commit';
    recorded.push({
      fingerprint,
      session: one.session,
      ...(isInside && { transaction: one.begin }),
      ...(isAlike && { response: 1_000_000 + fingerprint.length }),
      sql: 'UPDATE t SET n = 1',
    });
    const exchange = recorded.length;
    if (one.done === 0) {
      one.begin = exchange;
      one.current = { session: one.session, steps: [], unit: current };
      units.push(one.current);
    }
    one.current?.steps.push({ fingerprint, isInside, exchange });
    one.done++;
    running = isAtomic ? one : undefined;
    if (one.done < commands.length) continue;
    one.next++;
    one.done = 0;
    running = undefined;
  }
  return { recorded, units };
}

function ask(matcher: Matcher, place: Place, { fingerprint, isInside }: Step): number | string {
  matcher.places.add(place);
  const match = matcher.match({
    fingerprint,
    state: isInside ? 'inside' : 'outside',
    isInTransaction: isInside,
    isTransactional: true,
    isRead: false,
    place,
    isSessionBound: false,
    repeat: 'never',
  });
  return match.kind === 'played' ? match.exchange.id : match.reason;
}

function matcherOf(recorded: readonly Recorded[], strategy: StrategyName): Matcher {
  const isSameAnswer = (a: { responseId: number | null }, b: { responseId: number | null }) =>
    a.responseId === b.responseId;
  return new Matcher({ reader: recordingOf(recorded), scope: 0, strategy, exhausted: null, isSameAnswer });
}

/** What the answer to a step must be: its own exchange, or for BEGIN and COMMIT, which are all alike, one like it. */
function isRight(answer: number | string, step: Step, recorded: readonly Recorded[]): boolean {
  return answer === step.exchange || (typeof answer === 'number' && isAlike(recorded[answer - 1], step));
}

function isAlike(answer: Recorded | undefined, { fingerprint }: Step): boolean {
  return answer?.fingerprint === fingerprint && answer.response !== undefined;
}

function chooser(stream: Iterator<number>): (count: number) => number {
  return (count) => Number(stream.next().value ?? 0) % count;
}

const runs = { numRuns: 500 };

test('ordered: the connections of a recording in any order that respects transactions', () => {
  const property = fc.property(connections, choices, (all, stream) => {
    const choose = chooser(stream[Symbol.iterator]());
    const { recorded, units } = recordAll(all, choose, true);
    const matcher = matcherOf(recorded, 'ordered');
    const places = all.map((_, index) => startPlace(index + 1));
    const left = [...units];
    const shares = (a: RecordedUnit, b: RecordedUnit) =>
      a.session === b.session || a.unit.statements.some((one) => b.unit.statements.includes(one));
    while (left.length > 0) {
      // a unit may go before earlier ones that have no statement in common with it
      const free = left.filter((one, index) => !left.slice(0, index).some((earlier) => shares(earlier, one)));
      const next = free[choose(free.length)];
      if (next === undefined) break;
      left.splice(left.indexOf(next), 1);
      for (const step of next.steps) {
        const answer = ask(matcher, places[next.session - 1] ?? startPlace(), step);
        if (!isRight(answer, step, recorded))
          expect.fail(`${step.fingerprint} of exchange ${step.exchange}: ${answer}`);
      }
    }
    expect(matcher.playedCount).toBe(recorded.length);
  });
  fc.assert(property, runs);
});

test('ordered: the same work on a pool of any size', () => {
  const property = fc.property(connections, fc.integer({ min: 5, max: 50 }), choices, (all, size, stream) => {
    const choose = chooser(stream[Symbol.iterator]());
    const { recorded, units } = recordAll(all, choose, false);
    const matcher = matcherOf(recorded, 'ordered');
    const idle = Array.from({ length: size }, () => startPlace());
    const busy = new Map<RecordedUnit, Place>();
    const steps = units.flatMap((one) => one.steps.map((step) => ({ one, step })));
    for (const { one, step } of steps.sort((a, b) => a.step.exchange - b.step.exchange)) {
      const place = busy.get(one) ?? idle.splice(choose(idle.length), 1)[0] ?? startPlace();
      busy.set(one, place);
      const answer = ask(matcher, place, step);
      if (!isRight(answer, step, recorded)) expect.fail(`${step.fingerprint} of exchange ${step.exchange}: ${answer}`);
      if (one.steps.at(-1) === step) {
        busy.delete(one);
        idle.push(place);
      }
    }
    expect(matcher.playedCount).toBe(recorded.length);
  });
  fc.assert(property, runs);
});

test('sequence: the connections of a recording in any order at all', () => {
  const property = fc.property(connections, choices, (all, stream) => {
    const choose = chooser(stream[Symbol.iterator]());
    const { recorded, units } = recordAll(all, choose, false);
    const matcher = matcherOf(recorded, 'sequence');
    const lanes = all.map((_, index) => ({
      place: startPlace(index + 1),
      steps: units.filter(({ session }) => session === index + 1).flatMap(({ steps }) => steps),
    }));
    for (let left = lanes; left.length > 0; left = left.filter(({ steps }) => steps.length > 0)) {
      const lane = left[choose(left.length)];
      const step = lane?.steps.shift();
      if (lane !== undefined && step !== undefined) expect(ask(matcher, lane.place, step)).toBe(step.exchange);
    }
  });
  fc.assert(property, runs);
});
