import { expect, test } from 'vitest';
import { accessDenied, errorOf, errorPayload, tooManyConnections } from '../../../src/faults/errors.ts';
import { decodeErr } from '../../../src/mysql/packets/err.ts';

test('errors are MySQL’s, unless the fault words them otherwise', () => {
  expect(errorOf({ fault: 'deadlock' })).toMatchObject({ code: 1213, sqlState: '40001' });
  expect(errorOf({ fault: 'killed' })).toMatchObject({ code: 1317, sqlState: '70100' });
  expect(errorOf({ fault: 'error', code: 1644, sqlState: '45000', message: 'ours' })).toEqual({
    code: 1644,
    sqlState: '45000',
    message: 'ours',
  });
});

test('they are written as ERR packets', () => {
  expect(decodeErr(errorPayload({ fault: 'lockWait' }))).toMatchObject({ code: 1205, sqlState: 'HY000' });
  expect(decodeErr(accessDenied('ann')).message.toString()).toContain("'ann'");
  // before anything is negotiated: without SQLSTATE
  expect(decodeErr(tooManyConnections())).toMatchObject({ code: 1040, sqlState: null });
});
