// Serves the page and its data: nothing without the token but the page itself, which holds none.

import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { startHttp } from '../serve/rest/http-server.ts';
import type { PageData } from './page-data.ts';
import { pageAssets } from './page-file.ts';

export interface PageServerOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Host names under which the page is asked for, beside addresses and `localhost`. */
  readonly names: readonly string[];
  /** Default: 256 bits, made now. */
  readonly token?: string;
}

export interface PageServer {
  /** With the token in its fragment, which a browser never sends. */
  readonly url: string;
  close(): Promise<void>;
}

const TOKEN_BYTES = 32;
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; " +
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

const SHELL = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>mock</title>
<link rel="stylesheet" href="/page.css">
<link rel="icon" href="data:,">
</head>
<body>
<div id="page"></div>
<script src="/page.js" defer></script>
</body>
</html>
`;

/** @throws MockError `LISTEN_FAILED` */
export async function servePage(data: PageData, options: PageServerOptions): Promise<PageServer> {
  const { script, style } = pageAssets();
  const packed = gzipSync(JSON.stringify(data));
  const { token = randomBytes(TOKEN_BYTES).toString('base64url'), ...where } = options;
  const server = await startHttp({ ...where, token, isOpen: (path) => path in OPEN }, (app) => {
    app.addHook('onSend', async (_, reply) => {
      reply.headers(HEADERS);
    });
    app.get('/', async (_, reply) => await reply.type('text/html; charset=utf-8').send(SHELL));
    app.get('/page.js', async (_, reply) => await reply.type('text/javascript; charset=utf-8').send(script));
    app.get('/page.css', async (_, reply) => await reply.type('text/css; charset=utf-8').send(style));
    app.get('/api/v1/page/data', async (_, reply) => {
      return await reply.type('application/json').header('content-encoding', 'gzip').send(packed);
    });
  });
  return { url: `${server.url}/#token=${token}`, close: server.close };
}

/** What holds nothing of a recording. */
const OPEN: Readonly<Record<string, true>> = { '/': true, '/page.js': true, '/page.css': true };
