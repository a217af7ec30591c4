// Debian's Chromium, for the tests of the page: one browser per test file, a context of its own for each test.
// MOCK_CHROMIUM names another program.

import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import { install } from '../languages/installed.ts';

const PROGRAM = process.env['MOCK_CHROMIUM'] ?? '/usr/bin/chromium';

/** A busy machine is slow, not wrong. */
const PATIENCE_MS = 60_000;

/** What a test gets: pages of a browser that is there. */
export interface BrowserStage {
  /** Ends with the test file. */
  context(options?: Parameters<Browser['newContext']>[0]): Promise<BrowserContext>;
  page(options?: Parameters<Browser['newContext']>[0]): Promise<Page>;
}

/**
 * Has `body` define its tests where there is a browser, or one can be installed; else they are skipped with the reason,
 * or fail with it where MOCK_REQUIRE_SERVERS=1 is set.
 * @param args more arguments of Chromium
 */
export async function describeWithBrowser(body: (stage: BrowserStage) => void, args: readonly string[] = []) {
  const reason = process.env['MOCK_CHROMIUM'] === undefined ? await install('chromium') : undefined;
  if (reason !== undefined) {
    const define = process.env['MOCK_REQUIRE_SERVERS'] === '1' ? test : test.skip;
    define(`needs chromium: ${reason}`, () => {
      throw new Error(reason);
    });
    return;
  }
  let browser: Browser;
  beforeAll(async () => {
    // root may not use the sandbox
    browser = await chromium.launch({ executablePath: PROGRAM, args: ['--no-sandbox', ...args] });
  });
  afterAll(() => browser?.close());
  const context: BrowserStage['context'] = async (options) => {
    const made = await browser.newContext(options);
    made.setDefaultTimeout(PATIENCE_MS);
    return made;
  };
  body({ context, page: async (options) => await (await context(options)).newPage() });
}
