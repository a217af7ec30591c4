// The runners of Node's example projects, as people start them.

import { join } from 'node:path';
import { copyOf, type Ended, root, runProgram } from './example-project.ts';

export interface Runner {
  /** Folder in examples. */
  readonly name: 'vitest' | 'jest' | 'node-test';
  /** @param folder the project's; @param more arguments of the runner */
  words(folder: string, ...more: string[]): readonly string[];
  /** Arguments that ask for all snapshots anew; null where this Node has none. */
  readonly update: readonly string[] | null;
  /** Arguments that run one test only. */
  only(name: string): readonly string[];
  /** Arguments that run two files of tests at the same time. */
  readonly parallel: readonly string[];
  /** Arguments that run the tests again when a file changes. */
  readonly watch: readonly string[];
}

const { execPath } = process;
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const hasSnapshots = major > 22 || (major === 22 && minor >= 3);

/** A busy machine is slow, not wrong: runners give a test five seconds. */
const PATIENT = ['--testTimeout=60000'];

export const RUNNERS: readonly Runner[] = [
  {
    name: 'vitest',
    words: (folder, ...more) => {
      const isWatching = more.includes('watch');
      const program = [execPath, join(root, 'node_modules', 'vitest', 'vitest.mjs')];
      return [...program, ...(isWatching ? [] : ['run']), ...more, ...PATIENT, '--hookTimeout=60000', '--root', folder];
    },
    update: ['-u'],
    only: (name) => ['-t', name],
    parallel: ['--maxWorkers=2'],
    watch: ['watch'],
  },
  {
    name: 'jest',
    words: (folder, ...more) => {
      const program = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
      return [
        execPath,
        '--no-warnings',
        '--experimental-vm-modules',
        program,
        '--rootDir',
        folder,
        ...PATIENT,
        ...more,
      ];
    },
    update: ['-u'],
    only: (name) => ['-t', name],
    parallel: ['--maxWorkers=2'],
    watch: ['--watchAll'],
  },
  {
    name: 'node-test',
    words: (folder, ...more) => [execPath, '--test', ...more, folder],
    update: hasSnapshots ? ['--test-update-snapshots'] : null,
    only: (name) => [`--test-name-pattern=${name}`],
    parallel: ['--test-concurrency=2'],
    watch: ['--watch'],
  },
];

/** A copy within this package, so that it finds mysql-replay and its own packages by their names. */
export function copyOfRunner({ name }: Runner): string {
  return copyOf(name, join(root, 'examples'));
}

export function runTests(
  runner: Runner,
  folder: string,
  env: Readonly<Record<string, string>> = {},
  more: readonly string[] = [],
): Promise<Ended> {
  return runProgram(runner.words(folder, ...more), { env });
}
