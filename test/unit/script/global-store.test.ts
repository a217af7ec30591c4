import { expect, test } from 'vitest';
import { GlobalStore } from '../../../src/script/global-store.ts';

test('values are kept as JSON text, so that what is read is a copy', () => {
  const store = new GlobalStore();
  store.set('a', '{"n":1}');
  expect([store.get('a'), store.get('b'), store.keys()]).toEqual(['{"n":1}', undefined, ['a']]);
  expect([store.delete('a'), store.delete('a'), store.keys()]).toEqual([true, false, []]);
});

test('all together they are one object, its keys in order', () => {
  const store = new GlobalStore();
  store.replace({ b: [1], a: 'é"', '"': null });
  expect(JSON.parse(store.toJson())).toEqual({ b: [1], a: 'é"', '"': null });
  expect(store.toJson()).toBe('{"\\"":null,"a":"é\\"","b":[1]}');
  store.replace({ c: 1 });
  expect(store.toJson()).toBe('{"c":1}');
});
