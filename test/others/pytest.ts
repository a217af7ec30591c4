// pytest, for the suites that it can run: its report, and its tests in reverse.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Run, readJunit, start, type Verdicts } from './suite.ts';

const PLUGIN = 'def pytest_collection_modifyitems(items):\n    items.reverse()\n';

/** @param args the tests and options; `cwd` is where they are */
export async function runPytest(
  run: Run,
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Verdicts> {
  const report = join(run.folder, 'report.xml');
  await writeFile(join(run.folder, 'in_reverse.py'), PLUGIN);
  const order = run.isReversed ? ['-p', 'in_reverse'] : [];
  const { output } = await start(
    '/usr/bin/python3',
    ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', ...order, `--junitxml=${report}`, ...args],
    { cwd, env: { ...env, PYTHONDONTWRITEBYTECODE: '1', PYTHONPATH: [run.folder, env['PYTHONPATH']].join(':') } },
  );
  await writeFile(join(run.folder, 'output.txt'), output);
  return await readJunit(report);
}
