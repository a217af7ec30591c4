// What the REST API and the page of a serving command take beside their options: the token, and the address that is told.

import { readFile } from 'node:fs/promises';
import { MockError, messageOf } from '../core/errors.ts';
import type { PageServer, PageServerOptions } from '../page/serve-page.ts';
import { isLoopback } from '../serve/client-side.ts';
import type { Serving } from '../serve/serving.ts';
import type { HttpFlags } from './definitions/common.ts';

/** The token, where the API is served and has one. @throws MockError `USAGE` where it cannot be read */
export async function httpToken({ httpPort, httpTokenFile }: HttpFlags): Promise<{ readonly httpToken?: string }> {
  if (httpPort === undefined || httpTokenFile === undefined) return {};
  return { httpToken: await readToken(httpTokenFile) };
}

/** What the page of a serving command needs; null where none is asked for. @throws MockError `USAGE` */
export async function pageOptions(flags: HttpFlags): Promise<PageServerOptions | null> {
  const { ui: port, httpBind: host, httpTokenFile, uiHost: names } = flags;
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
  return { ...serving, close, [Symbol.asyncDispose]: close };
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
