import { expect, test } from 'vitest';
import type { Fault } from '../../../src/faults/fault.ts';
import { FaultList } from '../../../src/faults/fault-list.ts';
import { Supervision } from '../../../src/faults/supervision.ts';

function supervised(...faults: Fault[]) {
  let resets = 0;
  const connection = { ended: Promise.resolve(), reset: () => void resets++ };
  return { supervision: new Supervision(new FaultList(faults), connection), resets: () => resets };
}

test('statements are counted, and their text is asked for only where a fault may befall them', () => {
  const { supervision } = supervised();
  expect(supervision.onStatement(() => expect.fail('nobody is to ask'))).toBeUndefined();
  expect(supervision.statementCount).toBe(1);
  const armed = supervised({ fault: 'deadlock', statement: '^update' }).supervision;
  expect(armed.onStatement(() => 'SELECT 1')).toBeUndefined();
  expect(armed.onStatement(() => null)).toBeUndefined();
  expect(armed.onStatement(() => 'UPDATE t SET a = 1')).toMatchObject({ fault: 'deadlock' });
  expect(armed.statementCount).toBe(3);
});

test('a client may not be greeted, may wait for it until it goes, or may be refused', async () => {
  expect(await supervised({ fault: 'tooManyConnections' }).supervision.mayGreet()).toBe(false);
  expect(await supervised({ fault: 'handshakeStall' }).supervision.mayGreet()).toBe(true);
  expect(supervised({ fault: 'authFailure' }).supervision.refusesLogin()).toBe(true);
  expect(supervised().supervision.refusesLogin()).toBe(false);
});

test('a reset is heard as one', () => {
  const { supervision, resets } = supervised();
  supervision.endAs({ fault: 'close' });
  expect(resets()).toBe(0);
  supervision.endAs({ fault: 'reset' });
  expect(resets()).toBe(1);
});
