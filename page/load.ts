// Where the data comes from: the file itself, or the server that the page came from.

import type { LiveState } from '../src/page/live/live-data.ts';
import type { PageData } from '../src/page/page-data.ts';
import { get, isFile, takeToken } from './api.ts';

export interface Loaded {
  readonly page: PageData;
  /** Null where the page belongs to no process that serves. */
  readonly live: LiveState | null;
}

/** @throws Error with a sentence for people */
export async function loadData(): Promise<Loaded> {
  const block = document.getElementById('data');
  if (block !== null && isFile) return { page: await unpack(await fromBase64(block.textContent)), live: null };
  if (takeToken() === null) {
    throw new Error('this page needs its token: open the address that mock printed, with all behind #');
  }
  const [page, live] = await Promise.all([get<PageData>('data'), get<LiveState | null>('live')]);
  return { page, live };
}

async function fromBase64(text: string | null): Promise<ReadableStream<Uint8Array>> {
  const binary = atob((text ?? '').trim());
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return new Blob([bytes]).stream();
}

async function unpack(stream: ReadableStream<Uint8Array>): Promise<PageData> {
  const plain = stream.pipeThrough(
    new DecompressionStream('gzip') as unknown as ReadableWritablePair<Uint8Array, Uint8Array>,
  );
  return await new Response(plain).json();
}
