import { describe, expect, test } from 'vitest';
import { RecentMap } from '../../../src/core/recent-map.ts';

describe('RecentMap', () => {
  test('forgets what was not used lately and stays within its limit', () => {
    const map = new RecentMap<number, string>(10);
    map.set(0, 'kept by use');
    for (let n = 1; n < 100; n++) {
      map.set(n, 'x');
      expect(map.get(0)).toBe('kept by use');
      expect(map.size).toBeLessThanOrEqual(10);
    }
    expect(map.get(1)).toBeUndefined();
    expect(map.hasForgotten).toBe(true);
  });

  test('does not keep what is heavier than half its limit', () => {
    const map = new RecentMap<string, string>(10, (text) => text.length);
    map.set('small', '12345');
    map.set('large', '123456');
    expect(map.get('small')).toBe('12345');
    expect(map.get('large')).toBeUndefined();
  });

  test('says that it forgot nothing while it did not', () => {
    const map = new RecentMap<number, number>(10);
    for (let n = 0; n < 10; n++) map.set(n, n);
    expect(map.hasForgotten).toBe(false);
    expect(map.get(0)).toBe(0);
  });
});
