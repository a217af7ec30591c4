// What git is told of recordings, in a clone made for it.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { attributesLine, gitConfig, gitProgram, writeGitSettings } from '../../../../src/tools/text/git.ts';
import { temporaryFile } from '../../../support/edited-recording.ts';

function inFolder(isClone: boolean): string {
  const folder = dirname(temporaryFile('x'));
  if (isClone) execFileSync('git', ['init', '-q'], { cwd: folder });
  const before = process.cwd();
  process.chdir(folder);
  onTestFinished(() => process.chdir(before));
  return process.cwd();
}

test('the line is added once, behind what was there', () => {
  inFolder(true);
  writeFileSync('.gitattributes', '*.png binary');
  for (let time = 0; time < 2; time++) writeGitSettings('*.db', "node 'a b.js'");
  expect(readFileSync('.gitattributes', 'utf8')).toBe(`*.png binary\n${attributesLine('*.db')}\n`);
  const settings = String(execFileSync('git', ['config', '--local', '--list'])).split('\n');
  for (const [name, value] of Object.entries(gitConfig("node 'a b.js'"))) {
    expect(settings.filter((line) => line.startsWith(`${name}=`))).toEqual([`${name}=${value}`]);
  }
});

test('outside of a clone nothing is written', () => {
  inFolder(false);
  expect(() => writeGitSettings('*.db', 'mock')).toThrow(/^git rev-parse --git-dir failed: .*; run this inside of/);
  expect(() => readFileSync('.gitattributes')).toThrow('ENOENT');
  expect(gitProgram('/anywhere')).toBe('mock');
});

test('the program is found from the top of the clone', () => {
  const top = inFolder(true);
  expect(gitProgram(join(top, 'node_modules', 'mysql-replay'))).toBe('npx --no-install mock');
  expect(gitProgram('/usr/lib/node_modules/mysql-replay')).toBe('mock');
  expect(gitProgram(join(top, "it's"))).toBe("node 'it'\\''s/bin/mock.js'");
  expect(gitProgram('/elsewhere/mock')).toBe("node '/elsewhere/mock/bin/mock.js'");
});
