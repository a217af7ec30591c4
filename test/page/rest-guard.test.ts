// A web page of somebody else, open in a real browser, against the REST API of a replay and of a script.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { replay } from '../../src/index.ts';
import { script } from '../../src/serve/script.ts';
import { keysFolder } from '../support/serving.ts';
import { describeWithBrowser } from './browser.ts';

const SAMPLE = 'recordings/sample-mysql-9.7.db';
const SCRIPT = 'examples/script/shop.json';
const FAULTS = '/api/v1/mock/faults';
const DEADLOCK = '[{"fault": "deadlock"}]';
/** A name of the attacker's that leads to this machine, as a name server would say a second later. */
const REBOUND = 'rebound.test';
const options = { clientSslMode: 'DISABLED', httpPort: 0, port: 0 } as const;

/** Of another origin: it is a port that makes one. */
async function foreignPage(html = '<title>foreign</title>'): Promise<string> {
  const server = createServer((_, reply) => reply.setHeader('content-type', 'text/html').end(html));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const servers = {
  replay: async () => await replay(SAMPLE, { ...options, dataDir: await keysFolder() }),
  script: async () => await script(SCRIPT, { ...options, dataDir: await keysFolder() }),
};

async function start(kind: keyof typeof servers): Promise<string> {
  const run = await servers[kind]();
  onTestFinished(() => run.close());
  return run.httpUrl ?? '';
}

interface Init {
  readonly mode?: 'no-cors';
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly referrerPolicy?: 'no-referrer';
}

/** What the page itself may see of it: a status, `opaque`, or that it was kept from it. */
async function sendFrom(page: Page, url: string, init: Init): Promise<string> {
  return await page.evaluate(
    async ([to, how]) => {
      try {
        const reply = await fetch(to, how);
        return reply.type === 'opaque' ? 'opaque' : String(reply.status);
      } catch {
        return 'failed';
      }
    },
    [url, init] as const,
  );
}

const faultsOf = async (url: string) => await (await fetch(url + FAULTS)).json();

await describeWithBrowser(
  (stage) => {
    describe.each(['replay', 'script'] as const)('%s', (kind) => {
      test.each([
        ['simple', { mode: 'no-cors', method: 'POST', body: DEADLOCK }],
        ['with a preflight', { method: 'PUT', headers: { 'content-type': 'application/json' }, body: DEADLOCK }],
        ['that hides its origin', { mode: 'no-cors', method: 'POST', body: DEADLOCK, referrerPolicy: 'no-referrer' }],
      ] as const)('a request of a foreign page, %s, changes nothing', async (_, init) => {
        const url = await start(kind);
        const page = await stage.page();
        await page.goto(await foreignPage());
        await sendFrom(page, url + FAULTS, init);
        expect(await faultsOf(url)).toEqual([]);
        expect(await sendFrom(page, url + FAULTS, {})).toBe('failed');
      });

      test('a form of a foreign page changes nothing', async () => {
        const url = await start(kind);
        const page = await stage.page();
        const field = `<input name='${DEADLOCK.slice(0, -3)}", "on": "x' value='"}]'>`;
        await page.goto(
          await foreignPage(`<form method=POST enctype=text/plain action=${url + FAULTS}>${field}<button>`),
        );
        await page.click('button');
        await page.waitForURL(url + FAULTS);
        expect(await page.textContent('body')).toContain('may not use this');
        expect(await faultsOf(url)).toEqual([]);
      });

      test('a rebound name reads nothing and changes nothing', async () => {
        const url = await start(kind);
        const page = await stage.page();
        const rebound = url.replace('127.0.0.1', REBOUND);
        const reply = await page.goto(rebound + FAULTS);
        expect([reply?.status(), await page.textContent('body')]).toEqual([403, expect.stringContaining('--ui-host')]);
        const json = { 'content-type': 'application/json' };
        expect(await sendFrom(page, rebound + FAULTS, { method: 'PUT', headers: json, body: DEADLOCK })).toBe('403');
        expect(await faultsOf(url)).toEqual([]);
      });

      test('a page of its own origin may', async () => {
        const url = await start(kind);
        const page = await stage.page();
        await page.goto(`${url}/healthz`);
        const headers = { 'content-type': 'application/json' };
        expect(await sendFrom(page, url + FAULTS, { method: 'PUT', headers, body: DEADLOCK })).toBe('204');
        expect(await faultsOf(url)).toMatchObject([{ fault: 'deadlock' }]);
      });
    });
  },
  [`--host-resolver-rules=MAP ${REBOUND} 127.0.0.1`],
);
