// Recordings as git has them, in a clone made for it.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { recordingAt } from '../../../../src/tools/text/at-revision.ts';
import { temporaryFile } from '../../../support/edited-recording.ts';

/** A clone with `in/a.db`, which has changed since; we are in its folder `in`. */
function inClone(): void {
  const top = dirname(temporaryFile('x'));
  const folder = join(top, 'in');
  mkdirSync(folder);
  const git = (...words: string[]) => {
    const who = ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'commit.gpgsign=false'];
    execFileSync('git', [...who, ...words], { cwd: top, stdio: 'ignore' });
  };
  writeFileSync(join(folder, 'a.db'), Buffer.of(0, 0xff, 10));
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '--no-verify', '-m', 'x');
  writeFileSync(join(folder, 'a.db'), 'new');
  const before = process.cwd();
  process.chdir(folder);
  onTestFinished(() => process.chdir(before));
}

test('a revision’s file is what it was, byte for byte, until it is removed', () => {
  inClone();
  for (const name of ['HEAD:in/a.db', 'HEAD:a.db', 'HEAD:./a.db']) {
    const recording = recordingAt(name);
    expect(recording.path).toMatch(/a\.db$/);
    expect(readFileSync(recording.path)).toEqual(Buffer.of(0, 0xff, 10));
    recording.remove();
    expect(existsSync(dirname(recording.path))).toBe(false);
  }
  expect(() => recordingAt('HEAD:b.db')).toThrow(/^there is no recording at HEAD:b\.db: .+/);
  expect(() => recordingAt('--help:a.db')).toThrow('there is no recording at --help:a.db');
});

test('a file that is there is itself, whatever its name, and removing it removes nothing', () => {
  inClone();
  writeFileSync('HEAD:a.db', 'mine');
  for (const name of ['a.db', 'HEAD:a.db', 'none.db', ':none']) {
    const recording = recordingAt(name);
    expect(recording.path).toBe(name);
    recording.remove();
  }
  expect(readFileSync('HEAD:a.db', 'utf8')).toBe('mine');
});
