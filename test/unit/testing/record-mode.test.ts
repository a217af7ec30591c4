import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type RecordMode, usedMode } from '../../../src/testing/record-mode.ts';
import { temporaryFile } from '../../support/edited-recording.ts';

interface Case {
  readonly mode?: RecordMode;
  readonly env?: Readonly<Record<string, string>>;
  readonly isThere?: boolean;
  readonly isUpdate?: boolean;
  readonly hasUpstream?: boolean;
}

function decide({ mode, env = {}, isThere = true, isUpdate = false, hasUpstream = true }: Case): string {
  const file = temporaryFile('shop.db');
  if (isThere) writeFileSync(file, '');
  try {
    return usedMode({ file, mode, isUpdate, hasUpstream }, env);
  } catch (error) {
    return error instanceof Error ? error.message.replace(file, 'FILE') : '';
  }
}

const CI = { CI: 'true' };

test.each<[string, Case, RegExp]>([
  ['there', {}, /^replay$/],
  ['not there', { isThere: false }, /^record$/],
  [
    'not there, no server',
    { isThere: false, hasUpstream: false },
    /^there is no recording at FILE, and none can be made/,
  ],
  ['-u', { isUpdate: true }, /^record$/],
  ['-u, no server', { isUpdate: true, hasUpstream: false }, /^FILE cannot be recorded anew without a server: name it/],
  ['all', { mode: 'all' }, /^record$/],
  ['all by environment', { env: { MOCK_RECORD: 'all' } }, /^record$/],
  ['the option goes before the environment', { mode: 'once', env: { MOCK_RECORD: 'all' } }, /^replay$/],
  ['an empty variable', { env: { MOCK_RECORD: '' } }, /^replay$/],
  ['nonsense', { env: { MOCK_RECORD: 'twice' } }, /^MOCK_RECORD is twice: it may be none, once, new or all$/],
  ['none', { mode: 'none' }, /^replay$/],
  [
    'none, not there',
    { mode: 'none', isThere: false },
    /^there is no recording at FILE, and with mode none none is made/,
  ],
  ['none: -u is meant for others', { mode: 'none', isUpdate: true }, /^replay$/],
  ['new', { mode: 'new' }, /^add$/],
  ['new, not there', { mode: 'new', isThere: false }, /^record$/],
  ['new and -u', { mode: 'new', isUpdate: true }, /^record$/],
  ['new, no server', { mode: 'new', hasUpstream: false }, /^mode new needs a server for what FILE lacks/],
  ['CI', { env: CI }, /^replay$/],
  ['CI, not there', { env: CI, isThere: false }, /^there is no recording at FILE, and with CI set none is made/],
  [
    'CI, once',
    { env: CI, mode: 'once', isThere: false },
    /^there is no recording at FILE, and with CI set none is made/,
  ],
  ['CI, new', { env: { CI: '1', MOCK_RECORD: 'new' } }, /^replay$/],
  ['CI, all', { env: CI, mode: 'all' }, /^FILE is not recorded anew with CI set/],
  ['CI, -u', { env: CI, isUpdate: true }, /^FILE is not recorded anew with CI set/],
])('%s', (_name, situation, expected) => {
  expect(decide(situation)).toMatch(expected);
});
