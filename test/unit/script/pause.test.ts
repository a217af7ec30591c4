import { expect, test, vi } from 'vitest';
import { pause } from '../../../src/script/pause.ts';

test('a wait beyond what a timer takes is the longest, and not none at all', async () => {
  const isOver = vi.fn();
  void pause(2 ** 40).then(isOver);
  await pause(20);
  expect(isOver).not.toHaveBeenCalled();
});

test('a short one ends', async () => {
  await expect(pause(0.5)).resolves.toBeUndefined();
});
