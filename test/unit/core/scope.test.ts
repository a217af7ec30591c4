import { expect, test } from 'vitest';
import { scopedUser, userWithoutScope } from '../../../src/core/scope.ts';

const NONE: ReadonlyMap<string, string> = new Map();
const ATTRIBUTE: ReadonlyMap<string, string> = new Map([['mock_scope', 'named']]);

test.each([
  ['app', 'app', ''],
  ['app+login test', 'app', 'login test'],
  ['a+b+scope', 'a+b', 'scope'],
  ['a+b+', 'a+b', ''],
  ['+odd', '+odd', ''],
  ['', '', ''],
])('%j is the user %j in the scope %j', (name, user, scope) => {
  expect(scopedUser(name, NONE)).toEqual({ user, scope });
  expect(userWithoutScope(Buffer.from(name)).toString()).toBe(user);
});

test('an attribute names the scope where the user name does not', () => {
  expect(scopedUser('app', ATTRIBUTE)).toEqual({ user: 'app', scope: 'named' });
  expect(scopedUser('a+b+', ATTRIBUTE)).toEqual({ user: 'a+b', scope: 'named' });
  expect(scopedUser('app+own', ATTRIBUTE)).toEqual({ user: 'app', scope: 'own' });
});
