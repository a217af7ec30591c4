// The example projects in other languages, run by their own test runners behind `mock replay` and `mock run`.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeWithLanguage, type Language } from '../languages/installed.ts';
import { cacheFolder, describeWithServer } from '../servers/index.ts';
import { copyOf, edit, exampleFolder, mock, runProgram, shopOn } from './support/example-project.ts';
import { longTest } from './support/long.ts';

interface Project {
  readonly language: Language;
  /** Folder in examples. */
  readonly example: string;
  readonly tests: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly onlyOneFailed: RegExp;
}

const PROJECTS: readonly Project[] = [
  {
    language: 'python',
    example: 'pytest',
    tests: 'test_shop.py',
    command: ['/usr/bin/python3', '-m', 'pytest', '-p', 'no:cacheprovider'],
    env: { PYTHONDONTWRITEBYTECODE: '1' },
    onlyOneFailed: /1 failed, 3 passed/,
  },
  {
    language: 'php',
    example: 'phpunit',
    tests: 'ShopTest.php',
    command: ['/usr/bin/phpunit', '--do-not-cache-result', '.'],
    env: {},
    onlyOneFailed: /Tests: 4, .*Errors: 1\./,
  },
  {
    language: 'go',
    example: 'go',
    tests: 'shop_test.go',
    command: ['/usr/bin/go', 'test', '-count=1'],
    // Debian's packages of Go are sources below its own GOPATH
    env: { GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOCACHE: join(cacheFolder(), 'languages', 'go-build') },
    onlyOneFailed: /^--- FAIL: TestFindsWhatIsCheap(?![\s\S]*^--- FAIL)/m,
  },
];

for (const { language, example, tests, command, env, onlyOneFailed } of PROJECTS) {
  const run = (cwd: string, args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    runProgram([process.execPath, mock, ...args, '--', ...command], {
      cwd,
      env: { ...env, LC_ALL: 'C.UTF-8', ...more },
    });

  await describeWithLanguage(language, () => {
    longTest(`${example} replays the committed recording, with CI set`, async () => {
      const { code, output } = await run(exampleFolder(example), ['run', 'shop.db', '--fail-on-unused'], {
        CI: 'true',
      });
      expect(code, output).toBe(0);
      expect(output).toMatch(/mock: replayed 4 connections, .* 0 misses, 0 recorded exchanges unused/);
    });

    test(`${example} fails for a query that has changed, and its difference is shown`, async () => {
      const folder = copyOf(example);
      edit(join(folder, tests), 'ORDER BY price', 'ORDER BY name');
      const { code, output } = await run(folder, ['replay', 'shop.db']);
      expect(code, output).not.toBe(0);
      // the others are answered
      expect(output).toMatch(onlyOneFailed);
      expect(output).toMatch(/mock: miss: this was never recorded in shop/);
      expect(output).toMatch(/SELECT name FROM products WHERE price < (?:50|\?) ORDER BY \[-price-\]\{\+name\+\}/);
    });

    describeWithServer('mysql', (server) => {
      longTest(`${example} records where there is no recording, and then replays`, async () => {
        const folder = copyOf(example);
        rmSync(join(folder, 'shop.db'));
        const { MOCK_UPSTREAM, ...shop } = await shopOn(server);
        const recorded = await run(folder, ['record', '--upstream', MOCK_UPSTREAM ?? '', '-o', 'shop.db'], shop);
        expect(recorded.code, recorded.output).toBe(0);
        expect(recorded.output).toMatch(
          /mock: recorded 4 sessions, .*\n.*\nmock: checked \d+ exchanges: every answer comes out as it was recorded/,
        );
        const replayed = await run(folder, ['replay', 'shop.db', '--strict', '--fail-on-unused'], shop);
        expect(replayed.code, replayed.output).toBe(0);
      });
    });
  });
}
