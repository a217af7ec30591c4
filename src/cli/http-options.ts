// The options of the REST API, from the command line's names to the API's.

import { readFile } from 'node:fs/promises';
import { MockError, messageOf } from '../core/errors.ts';
import type { PageServer, PageServerOptions } from '../page/serve-page.ts';
import { isLoopback } from '../serve/client-side.ts';
import type { HttpOptions } from '../serve/http-side.ts';
import type { Serving } from '../serve/serving.ts';
import type { HttpFlags } from './definitions/common.ts';

/** @throws MockError `USAGE` where the token cannot be read */
export async function httpOptions({ httpPort, httpBind, httpTokenFile, uiHost }: HttpFlags): Promise<HttpOptions> {
  if (httpPort === undefined) return {};
  const token = httpTokenFile === undefined ? undefined : await readToken(httpTokenFile);
  return {
    httpPort,
    ...(httpBind !== undefined && { httpHost: httpBind }),
    httpNames: uiHost,
    ...(token !== undefined && { httpToken: token }),
  };
}

/** What the page of a serving command needs; null where none is asked for. @throws MockError `USAGE` */
export async function pageOptions(flags: HttpFlags): Promise<PageServerOptions | null> {
  const { ui: port, httpBind: host = '127.0.0.1', httpTokenFile, uiHost: names } = flags;
  if (port === undefined) return null;
  if (httpTokenFile === undefined) {
    if (isLoopback(host)) return { host, port, names };
    const advice = 'give it a token of yours by --http-token-file';
    throw new MockError('USAGE', `the page on ${host} is for others too: ${advice}`);
  }
  return { host, port, names, token: pageToken(await readToken(httpTokenFile), `--http-token-file ${httpTokenFile}`) };
}

const LEAST_TOKEN_CHARS = 16;

/** A token that can stand in an address. @param what it is of, in errors @throws MockError `USAGE` */
export function pageToken(token: string, what: string): string {
  if (/^[\w-]+$/.test(token) && token.length >= LEAST_TOKEN_CHARS) return token;
  throw new MockError('USAGE', `${what} must hold at least ${LEAST_TOKEN_CHARS} letters, digits, - or _`);
}

/** A server that ends its page before itself. */
export function withPage<S extends Serving>(serving: S, page: PageServer | null): S {
  if (page === null) return serving;
  const close = async () => {
    await page.close();
    await serving.close();
  };
  return { ...serving, close };
}

/** A server that also tells where its REST API listens. */
export function withHttp<S extends Serving & { readonly httpUrl: string | null }>(serving: S): S {
  const { httpUrl, listening } = serving;
  return httpUrl === null ? serving : { ...serving, listening: [...listening, httpUrl] };
}

async function readToken(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    throw new MockError('USAGE', `--http-token-file ${path} cannot be read: ${messageOf(cause)}`, { cause });
  }
}
