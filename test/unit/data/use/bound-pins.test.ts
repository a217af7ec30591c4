import { expect, test } from 'vitest';
import type { ParameterValue } from '../../../../src/core/command.ts';
import { boundPins, movedColumns } from '../../../../src/data/use/bound-pins.ts';

const pins = [
  { column: 'id', values: [{ parameter: 0 }, { key: '#7' }] },
  { column: 'name', values: [{ parameter: 1 }] },
];
const whole = (value: bigint): ParameterValue => ({ kind: 'int', value });

test('a parameter has the key of what was bound, and what has no key says nothing', () => {
  const text = { kind: 'text', value: Buffer.from('0') } as const;
  expect(boundPins(pins, { parameters: [whole(5n), text] })).toEqual([{ column: 'id', values: ['#5', '#7'] }]);
  expect(boundPins(pins, { parameters: null })).toEqual([]);
});

test('in a bulk command a parameter has the keys of all rows, and says nothing where one has none', () => {
  const bulk = (...parameters: ParameterValue[]) => boundPins(pins, { parameters, perRow: 2 });
  expect(bulk(whole(5n), whole(1n), whole(6n), whole(2n))).toEqual([
    { column: 'id', values: ['#5', '#6', '#7'] },
    { column: 'name', values: ['#1', '#2'] },
  ]);
  expect(bulk(whole(5n), whole(1n), whole(6n), { kind: 'null' })).toEqual([
    { column: 'id', values: ['#5', '#6', '#7'] },
  ]);
});

test('a column that is given what it is pinned to keeps its rows, and no other', () => {
  const kept = [{ column: 'id', values: [{ parameter: 1 }], given: { parameter: 0 } }];
  const id = [{ column: 'id', values: ['#5'] }];
  expect(boundPins(kept, { parameters: [whole(5n), whole(5n)] })).toEqual(id);
  expect(boundPins(kept, { parameters: [whole(6n), whole(5n)] })).toEqual([]);
  expect(boundPins(kept, { parameters: [{ kind: 'null' }, whole(5n)] })).toEqual([]);
  expect(boundPins(kept, { parameters: [whole(5n), whole(5n), whole(6n), whole(6n)], perRow: 2 })).toEqual([]);
  expect(movedColumns(['id', 'n'], id)).toEqual(['n']);
});
