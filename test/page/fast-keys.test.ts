// Keys that come faster than a busy browser draws: each does what it would have done a second later.

import type { CDPSession, Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { openReading } from '../../src/page/reading/open-reading.ts';
import { servePage } from '../../src/page/serve-page.ts';
import { type BrowserStage, describeWithBrowser } from './browser.ts';
import { builtPage } from './built-page.ts';

const SAMPLE = 'recordings/sample-mysql-9.7.db';
const SLOWER = 6;

interface SlowPage {
  readonly page: Page;
  readonly debug: CDPSession;
}

/** @param maxExchanges a recording with more is asked for row by row */
async function slowPage(stage: BrowserStage, maxExchanges = 50_000, rate = SLOWER): Promise<SlowPage> {
  await builtPage();
  const reading = openReading(SAMPLE);
  const data = () => reading.ask('data', { maxExchanges, hasValues: true });
  const server = await servePage(
    { data, reading, live: null, path: SAMPLE },
    { host: '127.0.0.1', port: 0, names: [] },
  );
  onTestFinished(() => server.close());
  const page = await stage.page({ viewport: { width: 1280, height: 800 } });
  const complaints: string[] = [];
  page.on('console', (message) => void complaints.push(message.text()));
  page.on('pageerror', (error) => void complaints.push(error.message));
  onTestFinished(async () => {
    await page.context().close();
    expect(complaints).toEqual([]);
  });
  await page.goto(server.url);
  await page.getByRole('heading', { name: 'Slowest' }).waitFor();
  const debug = await page.context().newCDPSession(page);
  await debug.send('Emulation.setCPUThrottlingRate', { rate });
  return { page, debug };
}

const CODES: Readonly<Record<string, number>> = {
  ...{ Backspace: 8, Tab: 9, Enter: 13, Escape: 27, ArrowUp: 38, ArrowDown: 40 },
};
const CONTROL = 2;

/** All in one go, and waits only until the browser has had them. */
async function press({ debug }: SlowPage, keys: readonly string[]): Promise<void> {
  await Promise.all(
    keys.flatMap((name) => {
      const key = name.replace('Control+', '');
      const isControl = key !== name;
      const text = key.length === 1 && !isControl ? { text: key } : {};
      const code = { windowsVirtualKeyCode: CODES[key] ?? key.toUpperCase().charCodeAt(0) };
      const event = { key, ...code, modifiers: isControl ? CONTROL : 0 };
      return [
        debug.send('Input.dispatchKeyEvent', { type: 'text' in text ? 'keyDown' : 'rawKeyDown', ...event, ...text }),
        debug.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event }),
      ];
    }),
  );
}

await describeWithBrowser((stage) => {
  test('Ctrl-K, a name and Enter; a name, the one below and Enter', async () => {
    const slow = await slowPage(stage);
    const { page } = slow;
    await press(slow, ['Control+k', ...'timel', 'Enter']);
    await page.getByRole('img', { name: /exchanges in \d+ lanes/ }).waitFor();
    await press(slow, ['Control+k', ...'s', 'Backspace', ...'state', 'ArrowDown', 'Enter']);
    await expect.poll(() => page.url()).toMatch(/#\/exchanges\?q=state$/);
    await press(slow, ['Control+k', ...'24', 'Enter']);
    await page.getByRole('complementary', { name: 'exchange 24' }).waitFor();
  });

  test('the filter is typed and completed', async () => {
    const slow = await slowPage(stage, 10);
    const { page } = slow;
    await press(slow, [
      '/',
      ...'comm',
      'ArrowDown',
      'Enter',
      ...'query ',
      ...'is:err',
      'ArrowDown',
      'Tab',
      ...'select',
    ]);
    const filter = page.getByRole('combobox', { name: 'filter' });
    await expect.poll(() => filter.inputValue()).toBe('command:query is:error select');
    await page.getByText('3 of 34').waitFor();
    await expect.poll(() => page.url()).toContain('select');
  });

  test.each([50_000, 10])('rows are gone through: of %i exchanges', async (most) => {
    const slow = await slowPage(stage, most);
    const { page } = slow;
    await press(slow, ['e', 'j', 'j', 'j', 'j', 'k']);
    await page.getByRole('complementary', { name: 'exchange 3' }).waitFor();
    await press(slow, ['G', 'k', 'k']);
    await page.getByRole('complementary', { name: 'exchange 32' }).waitFor();
    await press(slow, ['/', ...'orders', 'Escape', 'g', 'j']);
    await expect.poll(() => page.getByRole('complementary').textContent()).toContain('DESCRIBE orders');
  });

  test('as what to copy is asked and answered; the timeline is moved; views are changed', async () => {
    const slow = await slowPage(stage);
    const { page } = slow;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const copied = () => page.evaluate('navigator.clipboard.readText()');
    await press(slow, ['e', 'j', 'j', 'c', ...'js', 'Backspace', ...'son', 'Enter']);
    await expect.poll(copied).toMatch(/^\{\s+"id": 2,/);
    await press(slow, ['k', 'c', 'Enter']);
    await expect.poll(copied).toMatch(/^select @@version_comment|^SELECT VERSION/);
    await press(slow, ['c', 'Escape', ']', ']', '[', 't', '+', '+', '-']);
    await expect.poll(() => page.url()).toMatch(/#\/timeline\?from=\d+&to=\d+$/);
    await press(slow, ['o', 's', 'e', '?', 'Escape', 's']);
    await page.getByText(/\d+ executions/).waitFor();
    await expect.poll(() => page.url()).toMatch(/#\/statements$/);
  });

  test('a key that is held down: the address follows, and is not written more often than browsers let', async () => {
    const slow = await slowPage(stage, 50_000, 1);
    const { page } = slow;
    await press(slow, ['e', ...new Array<string>(250).fill('j')]);
    await page.getByRole('complementary', { name: 'exchange 34' }).waitFor();
    await expect.poll(() => page.url()).toContain('at=34');
    await page.reload();
    await page.getByRole('complementary', { name: 'exchange 34' }).waitFor();
  });
});
