// What the REST API of a serving command takes beside its options: the token, and the address that is told.

import { readFile } from 'node:fs/promises';
import { MockError, messageOf } from '../core/errors.ts';
import type { Serving } from '../serve/serving.ts';
import type { HttpFlags } from './definitions/common.ts';

/** The token, where the API is served and has one. @throws MockError `USAGE` where it cannot be read */
export async function httpToken({ httpPort, httpTokenFile }: HttpFlags): Promise<{ readonly httpToken?: string }> {
  if (httpPort === undefined || httpTokenFile === undefined) return {};
  return { httpToken: await readToken(httpTokenFile) };
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
