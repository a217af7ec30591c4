import { expect, test } from 'vitest';
import { runRecordTwice } from '../../../../src/cli/commands/record-twice.ts';
import { RECORD_OPTIONS } from '../../../../src/cli/definitions/record.ts';
import { defaultsOf } from '../../../../src/cli/definitions/row.ts';

test('a command is run twice, and the first recording is kept: both are to be named', async () => {
  const flags = defaultsOf(RECORD_OPTIONS);
  await expect(runRecordTwice({ ...flags, output: 'a.db' }, [])).rejects.toThrow('give it behind --');
  await expect(runRecordTwice(flags, ['true'])).rejects.toThrow('say where with -o FILE');
});
