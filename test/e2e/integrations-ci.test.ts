// What the GitHub Action and the GitLab template run, run as they would: the variables set, the script by bash.

import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { temporaryFolder } from './mock-process.ts';
import { mock, root, runProgram } from './support/example-project.ts';

/** A project in which `npx --no-install mock` is this one. */
function project(): { folder: string; path: string } {
  const folder = temporaryFolder();
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(
    join(bin, 'npx'),
    `#!/bin/bash\n[ "$1 $2" = "--no-install mock" ] || exit 9\nexec '${process.execPath}' '${mock}' "\${@:3}"\n`,
  );
  writeFileSync(join(bin, 'npm'), '#!/bin/bash\nexit 0\n');
  for (const name of ['npx', 'npm']) chmodSync(join(bin, name), 0o755);
  cpSync(join(root, 'recordings', 'sample-mysql-9.7.db'), join(folder, 'x.db'));
  return { folder, path: `${bin}:${process.env['PATH']}` };
}

const SHOP = `node '${join(root, 'examples', 'shop', 'shop.js')}'`;

test('the GitHub Action replays, fails as the command does, and tells the difference', async () => {
  const { folder, path } = project();
  const action = parse(readFileSync(join(root, 'action.yml'), 'utf8'));
  const [replay, diff] = action.runs.steps;
  const env = { PATH: path, CI: 'true', MOCK_RECORDING: 'x.db', MOCK_ARGS: '--max-queries 90', MOCK_VERSION: 'latest' };
  expect(Object.keys(replay.env).sort()).toEqual(
    [...Object.keys({ ...env, MOCK_RUN: '' })].filter((name) => name !== 'PATH').sort(),
  );
  const run = (script: string, more: Record<string, string>) =>
    runProgram(['bash', '-ec', script], { cwd: folder, env: { ...env, ...more } });
  const good = await run(replay.run, { MOCK_RUN: SHOP });
  expect(good.code, good.output).toBe(0);
  expect(good.output).toContain('ordered: 3');
  expect((await run(replay.run, { MOCK_RUN: `${SHOP} && exit 7` })).code).toBe(7);
  const summary = join(folder, 'summary.md');
  await run(diff.run, { MOCK_DIFF_WITH: 'HEAD', GITHUB_STEP_SUMMARY: summary });
  expect(readFileSync(summary, 'utf8')).toMatch(/^### x\.db since HEAD\n```diff\n/);
});

test('the GitLab template replays', async () => {
  const { folder, path } = project();
  const template = parse(readFileSync(join(root, 'integrations', 'gitlab', 'mock.gitlab-ci.yml'), 'utf8'))['.mock'];
  const env = { ...template.variables, PATH: path, CI: 'true', MOCK_RECORDING: 'x.db', MOCK_RUN: SHOP };
  const { code, output } = await runProgram(['bash', '-ec', template.script.join('\n')], { cwd: folder, env });
  expect(code, output).toBe(0);
  expect(output).toContain('ordered: 3');
});
