import { expect, test } from 'vitest';
import { runReplay } from '../../../../src/cli/commands/replay.ts';
import { REPLAY_OPTIONS, type ReplayFlags } from '../../../../src/cli/definitions/replay.ts';
import { defaultsOf } from '../../../../src/cli/definitions/row.ts';

const refused = (flags: Partial<ReplayFlags>) =>
  runReplay('not/there.db', { ...defaultsOf(REPLAY_OPTIONS), ...flags }, []);

test.each([
  ['a password file that is nobody’s', { passwordFile: ['one'] }, '0 --user and 1 --password-file were given'],
  ['only known users, of whom none is named', { requireAuth: true }, '--require-auth lets in only known users'],
  ['a password file that is not there', { user: ['app'], passwordFile: ['not/there'] }, '--password-file not/there'],
  ['a report of a form that there is none of', { report: ['left.doc'] }, 'left.doc'],
  ['a recording that is not there', {}, 'not/there.db'],
] as const)('%s is refused before anybody can connect', async (_, flags, said) => {
  await expect(refused(flags as Partial<ReplayFlags>)).rejects.toThrow(said);
});
