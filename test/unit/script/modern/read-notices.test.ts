import { expect, test } from 'vitest';
import { noticePlan } from '../../../../src/script/modern/read-notices.ts';

test('a notice is local and sent at once where nothing else is said', () => {
  expect(noticePlan({ notice: 'warning', code: 1, message: 'a' })).toEqual({
    ...{ sendOffsetMs: 0, scope: 'LOCAL', type: 1, payload: { level: 'warning', code: 1, message: 'a' } },
  });
  expect(noticePlan({ notice: 'schema', name: 'shop', scope: 'global', delayMs: 5 })).toEqual({
    ...{ sendOffsetMs: 5, scope: 'GLOBAL', type: 3, payload: { schema: 'shop' } },
  });
  expect(noticePlan({ notice: 'variable', name: 'a', value: 'b' })).toMatchObject({
    ...{ type: 2, payload: { name: 'a', value: 'b' } },
  });
});

// Mysqlx.Notice.GroupReplicationStateChanged.Type
test.each([
  ['quorumLoss', 1],
  ['viewChange', 2],
  ['roleChange', 3],
  ['stateChange', 4],
] as const)('%s is %i', (change, type) => {
  expect(noticePlan({ notice: 'groupReplication', change })).toMatchObject({ type: 4, payload: { type } });
});

test('a view has its id where it is given, else no field of that name', () => {
  const of = (viewId?: string) =>
    noticePlan({ notice: 'groupReplication', change: 'viewChange', ...(viewId !== undefined && { viewId }) }).payload;
  expect(of()).toEqual({ type: 2 });
  expect(of('')).toEqual({ type: 2, 'view-id': '' });
});
