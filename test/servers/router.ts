// MySQL Router for tests: fetched from Debian sid as the servers are.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { CannotInstallError, cacheFolder, fetchPackages } from './installed.ts';

export interface Router {
  /** The program `mysqlrouter`. */
  readonly program: string;
  /** Options of `--bootstrap` beside those of the test: where its plugins are, unless it is installed. */
  readonly bootstrapOptions: readonly string[];
}

/** Defines tests that need the router; skipped with the reason where there is none, failed with MOCK_REQUIRE_SERVERS=1. */
export async function describeWithRouter(body: (router: Router) => void): Promise<void> {
  try {
    body(await installRouter());
  } catch (error) {
    if (!(error instanceof CannotInstallError)) throw error;
    const { message } = error;
    if (process.env.MOCK_REQUIRE_SERVERS !== '1') return test.skip(`needs MySQL Router: ${message}`, () => {});
    test('needs MySQL Router', () => {
      throw error;
    });
  }
}

async function installRouter(): Promise<Router> {
  const { MOCK_TEST_ROUTER: program } = process.env;
  if (program !== undefined) return { program, bootstrapOptions: [] };
  await fetchPackages('router');
  const home = join(cacheFolder(), 'router');
  const plugins = join(home, 'tree', 'usr', 'lib', 'mysqlrouter', 'plugin');
  if (!existsSync(plugins)) throw new CannotInstallError(`the package of MySQL Router has no folder ${plugins}`);
  return {
    program: join(home, 'bin', 'mysqlrouter'),
    bootstrapOptions: [`--conf-set-option=DEFAULT.plugin_folder=${plugins}`],
  };
}
