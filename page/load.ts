// Where the data comes from: the file itself, or the server that the page came from.

import type { PageData } from '../src/page/page-data.ts';

const TOKEN = 'mock-token';

/** @throws Error with a sentence for people */
export async function loadData(): Promise<PageData> {
  const block = document.getElementById('data');
  if (block !== null) return await unpack(await fromBase64(block.textContent));
  const token = takeToken();
  if (token === null)
    throw new Error('this page needs its token: open the address that mock printed, with all behind #');
  const reply = await fetch('/api/v1/page/data', { headers: { authorization: `Bearer ${token}` } });
  if (reply.status === 401) throw new Error('the token is not the one of this mock: open the address that it printed');
  if (!reply.ok) throw new Error(`mock answered with ${reply.status}: ${(await reply.text()).slice(0, 200)}`);
  return await reply.json();
}

/** From the fragment, where it is never sent from, into the tab's own storage; it leaves the address bar. */
function takeToken(): string | null {
  const match = /^#token=([\w-]+)(.*)$/.exec(location.hash);
  if (match?.[1] === undefined) return sessionStorage.getItem(TOKEN);
  sessionStorage.setItem(TOKEN, match[1]);
  history.replaceState(null, '', `${location.pathname}${match[2]?.startsWith('/') ? `#${match[2]}` : '#/'}`);
  dispatchEvent(new HashChangeEvent('hashchange'));
  return match[1];
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
