// The languages other than our own that tests run programs in: what Debian's packages of them bring; see install.sh.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'vitest';

export type Language =
  | 'python'
  | 'sqlalchemy'
  | 'django'
  | 'php'
  | 'doctrine'
  | 'eloquent'
  | 'go'
  | 'gorm'
  | 'ruby'
  | 'activerecord'
  | 'perl'
  | 'java'
  | 'chromium';

/**
 * Installs the language where this machine does not have it yet, then has `body` define its tests. Where it cannot be
 * had they are skipped with the reason, or fail with it where MOCK_REQUIRE_SERVERS=1 is set.
 */
export async function describeWithLanguage(language: Language, body: () => Promise<void> | void): Promise<void> {
  const reason = await install(language);
  if (reason === undefined) {
    await body();
  } else if (process.env.MOCK_REQUIRE_SERVERS === '1') {
    test(`needs ${language}`, () => {
      throw new Error(reason);
    });
  } else {
    test.skip(`needs ${language}: ${reason}`, () => {});
  }
}

/** One line that says why the language cannot be had; undefined where it is there. */
export function install(language: Language | 'suites'): Promise<string | undefined> {
  return new Promise((done) => {
    const script = join(import.meta.dirname, 'install.sh');
    const child = execFile('bash', [script, language], (error, _stdout, stderr) => {
      done(error === null ? undefined : stderr.trim().split('\n').at(-1) || error.message);
    });
    child.stdin?.end();
  });
}
