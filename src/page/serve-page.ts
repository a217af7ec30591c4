// Serves the page and its data: nothing without the token but the page itself, which holds none.

import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { startHttp } from '../serve/rest/http-server.ts';
import { addOwnRoutes } from '../serve/rest/own-routes.ts';
import { failed } from '../serve/rest/server.ts';
import { EventStream, type StreamBounds } from './live/event-stream.ts';
import type { LiveCarried, LiveMisses } from './live/live-data.ts';
import { type LiveSide, stateOf } from './live/live-side.ts';
import { pageCarried } from './page-carried.ts';
import { pageAssets } from './page-file.ts';
import { pageMisses } from './page-misses.ts';
import { ASKED, type PageReading } from './reading/questions.ts';
import { runSql } from './run-sql.ts';

/** What is shown. */
export interface PageContent {
  /** PageData as JSON, gzip. */
  data(): Promise<Uint8Array>;
  /** Who answers what is asked of the recording later; null where there is none (a script). */
  readonly reading: PageReading | null;
  /** The process that the page belongs to; null where it shows a file only. */
  readonly live: LiveSide | null;
  /** The recording, for commands to copy. */
  readonly path: string;
}

export interface PageServerOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Host names under which the page is asked for, beside addresses and `localhost`. */
  readonly names: readonly string[];
  /** Default: 256 bits, made now. */
  readonly token?: string;
  /** Of its events; default as EventStream has them. */
  readonly events?: StreamBounds;
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
export async function servePage(content: PageContent, options: PageServerOptions): Promise<PageServer> {
  const { script, style } = pageAssets();
  const { token = randomBytes(TOKEN_BYTES).toString('base64url'), events: bounds, ...where } = options;
  const { live, reading } = content;
  const events = live === null ? null : new EventStream(live, bounds);
  const server = await startHttp({ ...where, token, isOpen: (path) => path in OPEN }, (app) => {
    app.addHook('onSend', async (_, reply) => {
      reply.headers(HEADERS);
    });
    app.setErrorHandler(failed);
    app.setNotFoundHandler(async (_, reply) => await reply.code(404).send({ error: NO_PAGE }));
    app.get('/', async (_, reply) => await reply.type('text/html; charset=utf-8').send(SHELL));
    app.get('/page.js', async (_, reply) => await reply.type('text/javascript; charset=utf-8').send(script));
    app.get('/page.css', async (_, reply) => await reply.type('text/css; charset=utf-8').send(style));
    app.get(`${BASE}/data`, async (_, reply) => {
      const data = await content.data();
      return await reply
        .type('application/json')
        .header('content-encoding', 'gzip')
        .headers(stateOfFile(reading))
        .send(data);
    });
    if (reading !== null) addQuestions(app, reading, content.path);
    app.get(`${BASE}/live`, async (_, reply) => await sendJson(reply, live === null ? null : stateOf(live)));
    if (live === null || events === null) return;
    addOwnRoutes(app, live.target);
    addLiveRoutes(app, live, events, content.path);
  });
  let closing: Promise<void> | null = null;
  const close = async () => {
    events?.end();
    await server.close();
    await reading?.close();
  };
  return {
    url: `${server.url}/#token=${token}`,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

/** Fastify sends a null as nothing. */
async function sendJson(reply: FastifyReply, value: unknown): Promise<FastifyReply> {
  return await reply.type('application/json').send(JSON.stringify(value));
}

/** `GET …/tail?ask={"after":5}`, or a POST with the same as its body: a question as JSON. */
function addQuestions(app: FastifyInstance, reading: PageReading, path: string): void {
  for (const name of ASKED) {
    addQuestion(app, name, async (question, reply) => {
      const answer = await reading.ask(name, question as never, () => !reply.raw.destroyed);
      reply.headers(stateOfFile(reading));
      return answer;
    });
  }
  addQuestion(app, 'sql', (question) => runSql(path, 'sql' in question ? String(question.sql) : ''));
}

/** Which recording an answer is of, so that a page never mixes two. */
function stateOfFile(reading: PageReading | null): Record<string, string> {
  const { version = 0, isGone = false } = reading?.state ?? {};
  return { [RECORDING_HEADER]: `${version}${isGone ? ' gone' : ''}` };
}

type Answer = (question: object, reply: FastifyReply) => Promise<unknown>;

function addQuestion(app: FastifyInstance, name: string, answer: Answer): void {
  const respond = async (text: string, reply: FastifyReply) => {
    let question: unknown;
    try {
      question = JSON.parse(text);
    } catch {
      return await reply.code(400).send({ error: 'the question is no JSON' });
    }
    const asked = typeof question === 'object' && question !== null ? question : {};
    return await sendJson(reply, await answer(asked, reply));
  };
  app.get<{ Querystring: { ask?: string } }>(`${BASE}/${name}`, ({ query }, reply) =>
    respond(query.ask ?? '{}', reply),
  );
  app.post(`${BASE}/${name}`, ({ body }, reply) => respond(String(body ?? ''), reply));
}

function addLiveRoutes(app: FastifyInstance, live: LiveSide, events: EventStream, path: string): void {
  app.get(`${BASE}/misses`, async (): Promise<LiveMisses> => {
    const misses = live.misses();
    return { misses: pageMisses(misses, path, true), count: misses.reduce((sum, { count }) => sum + count, 0) };
  });
  addQuestion(app, 'carried', async (question): Promise<LiveCarried> => {
    const of = 'exchange' in question ? question.exchange : null;
    return { carried: pageCarried((live.carried?.() ?? []).filter(({ exchange }) => exchange === of)) };
  });
  app.get<{ Querystring: { after?: string } }>(`${BASE}/events`, async ({ query }, reply) => {
    if (events.isFull) {
      return await reply.code(503).send({ error: 'too many pages are open: close one' });
    }
    reply.hijack();
    reply.raw.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream; charset=utf-8' });
    events.add(reply.raw, Number(query.after) || 0);
  });
}

const BASE = '/api/v1/page';
/** The number of the recording, and `gone` where its file was removed; page/api.ts reads it. */
const RECORDING_HEADER = 'x-mock-recording';

const NO_PAGE = 'there is nothing at this address: the page is at /, under the address that mock printed';

/** What holds nothing of a recording. */
const OPEN: Readonly<Record<string, true>> = { '/': true, '/page.js': true, '/page.css': true };
