import { expect, test } from 'vitest';
import { SessionView } from '../../../../src/data/versions/session-view.ts';

test('a session has a transaction while it has written, looks at a moment, or has set a savepoint', () => {
  const session = new SessionView();
  expect(session.hasTransaction).toBe(false);
  session.snapshot = 3;
  expect(session.hasTransaction).toBe(true);
  session.snapshot = null;
  session.savepoints.push({ name: 'a', length: 0 });
  expect(session.hasTransaction).toBe(true);
});
