import { expect, test } from 'vitest';
import { runRecord } from '../../../../src/cli/commands/record.ts';
import { RECORD_OPTIONS, type RecordFlags } from '../../../../src/cli/definitions/record.ts';
import { defaultsOf } from '../../../../src/cli/definitions/row.ts';

const refused = (flags: Partial<RecordFlags>) =>
  runRecord({ ...defaultsOf(RECORD_OPTIONS), upstream: '127.0.0.1:3306', output: 'not/made.db', ...flags }, []);

test.each([
  ['a port that is none', { upstream: 'db:many' }, 'db:many'],
  ['rules of redaction that are not there', { redact: 'not/there.json' }, 'not/there.json'],
])('%s is refused before anybody can connect', async (_, flags, said) => {
  await expect(refused(flags)).rejects.toThrow(said);
});
