import { expect, test } from 'vitest';
import { boundPins } from '../../../src/data/bound-pins.ts';

test('a parameter has the key of what was bound, and what has no key says nothing', () => {
  const pins = [
    { column: 'id', values: [{ parameter: 0 }, { key: '#7' }] },
    { column: 'name', values: [{ parameter: 1 }] },
  ];
  const text = { kind: 'text', value: Buffer.from('0') } as const;
  expect(boundPins(pins, [{ kind: 'int', value: 5n }, text])).toEqual([{ column: 'id', values: ['#5', '#7'] }]);
  expect(boundPins(pins, null)).toEqual([]);
});
