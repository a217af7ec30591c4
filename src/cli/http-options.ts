// The options of the REST API, from the command line's names to the API's.

import { readFile } from 'node:fs/promises';
import { MockError, messageOf } from '../core/errors.ts';
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
