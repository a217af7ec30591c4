// The small programs of examples/apps: how each runs its tests in order, shuffled, one alone, and with four workers.

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../servers/index.ts';
import { root } from './example-project.ts';

export interface App {
  readonly name: string;
  /** Where it is copied to, and run. */
  readonly folder: string;
  /** Commands by the way in which they run the tests. */
  ways(): Readonly<Record<string, readonly string[]>>;
}

const apps = join(root, 'examples', 'apps');

const SEEDS = [7, 12, 23, 34, 45, 56];

function shuffledWays(words: (seed: number) => readonly string[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(SEEDS.map((seed) => [`shuffled: ${seed}`, words(seed)]));
}

/** A copy of a program below `parent`, with its packages. */
export function pythonApp(name: string, parent: string): App {
  const folder = join(parent, name);
  cpSync(join(apps, 'python', name), folder, { recursive: true });
  const pytest = ['/usr/bin/python3', '-m', 'pytest', '-q', '-p', 'no:cacheprovider'];
  return {
    name,
    folder,
    ways: () => {
      const tests = testsIn(folder, /^test_.*\.py$/, /^def (test_\w+)/gm, '::');
      return {
        'in order': pytest,
        ...shuffledWays((seed) => [...pytest, ...shuffled(tests, seed)]),
        'four workers': [...pytest, '-n', '4'],
        ...Object.fromEntries(tests.map((test) => [`alone: ${test}`, [...pytest, test]])),
      };
    },
  };
}

/** As Debian's packages bring it. */
export function rubyApp(name: string, parent: string): App {
  const folder = join(parent, name);
  cpSync(join(apps, 'ruby', name), folder, { recursive: true });
  const program = readdirSync(folder).find((file) => file.endsWith('_test.rb')) ?? '';
  const ruby = ['/usr/bin/ruby', program];
  return {
    name,
    folder,
    ways: () => ({
      'in order': [...ruby, '--seed', '1'],
      ...shuffledWays((seed) => [...ruby, '--seed', `${seed}`]),
      'four workers': ['/usr/bin/env', 'N=4', ...ruby, '--seed', '1'],
      ...Object.fromEntries(
        [...readFileSync(join(folder, program), 'utf8').matchAll(/^ {2}def (test_\w+)/gm)].map(([, test = '']) => [
          `alone: ${test}`,
          [...ruby, '-n', test],
        ]),
      ),
    }),
  };
}

/** As Debian's packages bring it. PHPUnit runs one test at a time, so that a worker has a file of tests. */
export function phpApp(name: string, parent: string): App {
  const folder = join(parent, name);
  cpSync(join(apps, 'php', name), folder, { recursive: true });
  const behindMigrations = (words: string) => ['/bin/sh', '-c', `php migrate.php && ${words}`];
  const tests = testsIn(join(folder, 'tests'), /Test\.php$/, /function (test\w+)/g, ' ').map((test) => test.split(' '));
  return {
    name,
    folder,
    ways: () => ({
      'in order': behindMigrations('phpunit tests'),
      ...shuffledWays((seed) => behindMigrations(`phpunit --order-by=random --random-order-seed=${seed} tests`)),
      'four workers': behindMigrations(
        '(pids=; for file in tests/*Test.php; do phpunit $file & pids="$pids $!"; done; for pid in $pids; do wait $pid || exit 1; done)',
      ),
      ...Object.fromEntries(
        tests.map(([file, test]) => [
          `alone: ${test}`,
          behindMigrations(`phpunit --filter '::${test}$' tests/${file}`),
        ]),
      ),
    }),
  };
}

/** As Debian's packages bring it; compiled once, into `parent`. */
export function goApp(name: string, parent: string): App {
  const folder = join(parent, name);
  cpSync(join(apps, 'go', name), folder, { recursive: true });
  const program = join(parent, `${name}.test`);
  const cache = join(cacheFolder(), 'languages', 'go-build');
  const env = { ...process.env, GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOCACHE: cache };
  execFileSync('/usr/bin/go', ['test', '-c', '-o', program, '.'], { cwd: folder, env, timeout: 300_000 });
  return {
    name,
    folder,
    ways: () => ({
      'in order': [program],
      ...shuffledWays((seed) => [program, `-test.shuffle=${seed}`]),
      'four workers': ['/usr/bin/env', 'N=4', program, '-test.parallel=4'],
      ...Object.fromEntries(
        testsIn(folder, /_test\.go$/, /^func (Test[A-Z]\w+)\(t /gm, ' ').map((test) => {
          const [, title = ''] = test.split(' ');
          return [`alone: ${title}`, [program, `-test.run=^${title}$`]];
        }),
      ),
    }),
  };
}

/** @throws where its packages cannot be installed */
export function nodeApp(name: string, parent: string): App {
  const folder = join(parent, name);
  cpSync(join(apps, 'node'), parent, { recursive: true });
  const modules = join(parent, 'node_modules');
  if (!existsSync(modules)) symlinkSync(nodeModules(), modules);
  const config = join(parent, 'vitest.config.js');
  const program = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const vitest = [process.execPath, program, 'run', '--root', folder, '--config', config];
  const one = [...vitest, '--no-file-parallelism'];
  const shuffle = ['--sequence.shuffle.files', '--sequence.shuffle.tests'];
  return {
    name,
    folder,
    ways: () => ({
      'in order': one,
      ...shuffledWays((seed) => [...one, ...shuffle, `--sequence.seed=${seed}`]),
      'four workers': [...vitest, '--maxWorkers=4'],
      ...Object.fromEntries(
        testsIn(join(folder, 'tests'), /\.test\.js$/, /^test\('([^']+)'/gm, ' > ').map((test) => {
          const [file = '', title = ''] = test.split(' > ');
          return [`alone: ${title}`, [...one, `tests/${file}`, '-t', title]];
        }),
      ),
    }),
  };
}

/** Installed once, and kept. */
function nodeModules(): string {
  const folder = join(cacheFolder(), 'apps', 'node');
  mkdirSync(folder, { recursive: true });
  cpSync(join(apps, 'node', 'package.json'), join(folder, 'package.json'));
  const modules = join(folder, 'node_modules');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: folder, timeout: 300_000 });
  const vitest = join(modules, 'vitest');
  if (!existsSync(vitest)) symlinkSync(join(root, 'node_modules', 'vitest'), vitest);
  return modules;
}

function testsIn(folder: string, files: RegExp, test: RegExp, between: string): string[] {
  const names = readdirSync(folder)
    .filter((file) => files.test(file))
    .sort();
  return names.flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(test)].map(([, name]) => `${file}${between}${name}`),
  );
}

/** The same order for the same seed. */
function shuffled(list: readonly string[], seed: number): string[] {
  const mixed = [...list];
  let state = seed;
  for (let at = mixed.length - 1; at > 0; at--) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const other = state % (at + 1);
    [mixed[at], mixed[other]] = [mixed[other] ?? '', mixed[at] ?? ''];
  }
  return mixed;
}
