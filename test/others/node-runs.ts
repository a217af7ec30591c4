// How suites of Node are run: by mocha, in any order, and as programs of which each is a test.
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inOrder, type Run, start, type Verdicts } from './suite.ts';

/** Where the servers and the proxies listen. */
export const HOST = '127.0.0.1';

/** A program that has mocha run the suite's tests; `inside` requires what is installed, `mochaOf(files)` has mocha run files. */
export async function runMocha(
  { sources, folder, order, poolSize }: Run,
  program: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Verdicts> {
  const file = join(folder, 'run.cjs');
  const verdicts = join(folder, 'verdicts.txt');
  const modules = join(sources, 'node_modules');
  const head = `const inside = require('module').createRequire(${JSON.stringify(join(modules, 'x.js'))});
const poolSize = ${poolSize ?? 'undefined'};
const { dirname, join } = require('path');
const folderOf = (name) => dirname(inside.resolve(name + '/package.json'));
const mochaOf = (files, options) => {
  const mocha = new (inside('mocha'))({ timeout: 20000, reporter: 'spec', ...options });
  files.forEach((file) => mocha.addFile(file));
  mocha.run(() => process.exit(0));
};
`;
  await writeFile(file, `${head}${program}\n`);
  const { output } = await start(process.execPath, ['-r', join(import.meta.dirname, 'mocha-verdicts.cjs'), file], {
    cwd: folder,
    env: { VERDICTS: verdicts, MOCHA: join(modules, 'mocha'), ORDER: order, ...env },
  });
  await writeFile(join(folder, 'output.txt'), output);
  const lines = (await readFile(verdicts, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
  return new Map(lines.map((line) => [line.slice(2), line.startsWith('1')]));
}

/** Programs that end with 0 where they are content. */
export async function runPrograms(run: Run, folder: string, env: Readonly<Record<string, string>>): Promise<Verdicts> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => /test-[^/]*\.js$/.test(file)).sort();
  const verdicts = new Map<string, boolean>();
  for (const file of inOrder(files, run.order)) {
    const program = ['-k', '5', '60', process.execPath, join(folder, file)];
    const { exitCode, output } = await start('/usr/bin/timeout', program, { cwd: run.folder, env });
    await appendFile(join(run.folder, 'output.txt'), `== ${file}\n${output}\n== ${exitCode}\n`);
    if (!output.startsWith('skipping')) verdicts.set(file, exitCode === 0);
  }
  return verdicts;
}
