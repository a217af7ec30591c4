// The image holds all that the command needs: what the Dockerfile copies into it, laid out as there, is run.

import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from './mock-process.ts';
import { root, runProgram } from './support/example-project.ts';

const text = readFileSync(join(root, 'Dockerfile'), 'utf8');
const [, build = '', image = ''] = text.split(/^FROM .*$/m);

function copied(stage: string, pattern: RegExp): readonly string[] {
  return [...stage.matchAll(pattern)].map(([, path = '']) => path);
}

test('what the build copies is there, and is what its tools read', () => {
  const sources = copied(build, /^COPY (.+) \S+$/gm).flatMap((words) => words.split(' '));
  expect(sources.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const needed = files
    .map((file: string) => file.split('/')[0])
    .filter((name: string) => !/docs|dist|recordings|CHANGELOG/.test(name));
  expect(sources).toEqual(expect.arrayContaining(needed));
});

test('what is copied into the image runs', async () => {
  const app = join(temporaryFolder(), 'app');
  mkdirSync(app);
  for (const path of copied(image, /^COPY --from=build \/app\/(\S+) \/app\/\1$/gm)) {
    mkdirSync(dirname(join(app, path)), { recursive: true });
    if (path === 'node_modules') symlinkSync(join(root, path), join(app, path));
    else cpSync(join(root, path), join(app, path), { recursive: true });
  }
  const command = [process.execPath, ...(/^ENTRYPOINT \["node", "\/app\/(.*)"\]$/m.exec(image)?.[1] ?? '').split(' ')];
  const [node = '', program = ''] = command;
  const sample = join(root, 'recordings', 'sample-mysql-9.7.db');
  const { code, output } = await runProgram([node, join(app, program), 'replay', sample, '--no-strict', '--', 'true']);
  expect(code, output).toBe(0);
  expect(output).toContain('the command never connected');
});

test('it does not run as root, and its health is asked by what is there', () => {
  expect(image).toMatch(/^USER node$/m);
  expect(image).toMatch(/^HEALTHCHECK [^\n]*\\\n {2}CMD \["node", "-e", /m);
});
