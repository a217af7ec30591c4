import { expect, test } from 'vitest';
import type { Command } from '../../../../../src/core/command.ts';
import type { RecordedResponse, RecordingReader } from '../../../../../src/core/recording.ts';
import { framePayload } from '../../../../../src/mysql/codec/framing.ts';
import { Capability } from '../../../../../src/mysql/constants/capabilities.ts';
import { encodeOk, plainOk } from '../../../../../src/mysql/packets/ok.ts';
import type { FindContext, Found } from '../../../../../src/replay/matching/find-answer.ts';
import { startPlace } from '../../../../../src/replay/matching/place.ts';
import type { Scope } from '../../../../../src/replay/matching/scopes.ts';
import { CarriedValues } from '../../../../../src/replay/volatile/carrying/carried-values.ts';
import { PACKETS, Rebinding } from '../../../../../src/replay/volatile/finding/rebinding.ts';
import { Trail, type TrailStep } from '../../../../../src/replay/volatile/finding/trail.ts';

const encoding = Capability.PROTOCOL_41 | Capability.DEPRECATE_EOF;

/** OK, with a status that tells the answers apart. */
function responseOf(status: number): RecordedResponse {
  const whole = Buffer.concat(framePayload(encodeOk(plainOk(status, 0), encoding), 1));
  const told = { outcome: 'ok', errorCode: null, status, warnings: 0 } as const;
  const facts = { ...told, affectedRows: 0n, rows: null, lastInsertId: 0n };
  return { id: 1, encoding, bytes: whole.length, ...facts, whole, chunks: () => [whole] };
}

const command = (name: string) =>
  ({ name, sql: null, code: 3, payload: Buffer.of(3), parameters: null, statement: null }) as unknown as Command;
const found = (id: number, response = 2) =>
  ({ kind: 'found', exchange: { id, gap: null, responseId: response, prepareExchange: null } }) as unknown as Found & {
    readonly kind: 'found';
  };

/**
 * An INSERT may be 10, 11 or 12, which say what `responses` says, and was taken for 10; what follows is answered where it is
 * what `right` says.
 */
function ask(right: number, responses: Readonly<Record<number, number>> = {}, canRewind = true, isLost = false) {
  const asked: (number | null)[] = [];
  const anew: number[] = [];
  const noted: number[] = [];
  const times: (number | null)[] = [];
  let current: number | null = 10;
  const rebinding = new Rebinding({
    reader: { response: responseOf } as unknown as RecordingReader,
    find: ({ name }, _scope, { askedMs = null }, only) => {
      times.push(askedMs);
      if (name === 'next') return current === right ? found(20) : ({ kind: 'missed' } as unknown as Found);
      asked.push(only);
      if (isLost && only === 10) return { kind: 'missed' } as unknown as Found;
      current = only;
      return found(only ?? 0, responses[only ?? 0]);
    },
    noteAgain: (_command, { id }) => noted.push(id),
    tried: () => 0,
    form: PACKETS,
  });
  const context = {
    place: startPlace(),
    matcher: {
      rewind: () => canRewind,
      mark: () => null,
      playAnew: ({ exchange }: ReturnType<typeof found>) => anew.push(exchange.id),
    },
  } as unknown as FindContext;
  const mark: NonNullable<TrailStep['choice']>['mark'] = { of: {}, length: 0, changes: 0, places: new Map() };
  const choice = { mark, bound: 0, candidates: () => [10, 11, 12], chosen: 10 };
  const step: TrailStep = { command: command('insert'), context: { ...context, askedMs: 7 }, found: found(10), choice };
  const trail = new Trail();
  trail.add(step);
  const scope = { values: new CarriedValues(true) } as Scope;
  const answer = rebinding.find(command('next'), scope, context, trail, []);
  return {
    answer: answer?.exchange.id,
    chosen: choice.chosen,
    step: step.found.exchange.id,
    asked,
    times,
    anew,
    noted,
  };
}

test('another candidate is taken where all that was answered since comes out the same, and the next is answered too', () => {
  expect(ask(12)).toMatchObject({ answer: 20, chosen: 12, step: 12, asked: [11, 12] });
  expect(ask(11)).toMatchObject({ answer: 20, chosen: 11 });
});

test('a candidate that would have been answered otherwise is none, and all is as it was', () => {
  expect(ask(11, { 11: 3 })).toMatchObject({ answer: undefined, chosen: 10, step: 10, asked: [11, 12, 10] });
});

test('where no candidate fits the first choice stands again', () => {
  expect(ask(13)).toMatchObject({ answer: undefined, chosen: 10, step: 10, asked: [11, 12, 10] });
});

test('where there is no way back nothing is tried', () => {
  expect(ask(11, {}, false)).toMatchObject({ answer: undefined, chosen: 10, step: 10, asked: [] });
});

test('what was the clock when it was asked is so where it is asked again', () => {
  expect(ask(12).times).toEqual([7, null, 7, null]);
});

test('where what was chosen cannot be had again, its data stand again at least, and what it stored', () => {
  expect(ask(13, {}, true, true)).toMatchObject({ answer: undefined, asked: [11, 12, 10], anew: [10], noted: [10] });
  expect(ask(13)).toMatchObject({ answer: undefined, asked: [11, 12, 10], anew: [], noted: [] });
});
