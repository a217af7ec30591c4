import { expect, test } from 'vitest';
import { parseLatency } from '../../../../src/replay/session/latency.ts';

test.each([
  ['none', { kind: 'none' }],
  ['Recorded', { kind: 'recorded', factor: 1 }],
  ['2x', { kind: 'recorded', factor: 2 }],
  ['0.5x', { kind: 'recorded', factor: 0.5 }],
  ['50ms', { kind: 'fixed', ms: 50 }],
  ['1.5s', { kind: 'fixed', ms: 1500 }],
])('%s', (text, latency) => {
  expect(parseLatency(text)).toEqual(latency);
});

test.each(['', 'slow', '50', '-1ms', '2 x', 'x', '1e3ms'])('%j is no latency', (text) => {
  expect(parseLatency(text)).toBeUndefined();
});
