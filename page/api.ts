// What is asked of the process that the page came from. A page that is a file asks nobody.

import { signal } from '@preact/signals';
import type { QuestionName, Questions } from '../src/page/reading/questions.ts';

const TOKEN = 'mock-token';
const PAGE = '/api/v1/page';

/** Whether the page is a file with its data in it. */
export const isFile = document.getElementById('data') !== null;

/** From the fragment, where it is never sent from, into the tab's own storage; it leaves the address bar. */
export function takeToken(): string | null {
  const match = /^#token=([\w-]+)(.*)$/.exec(location.hash);
  if (match?.[1] === undefined) return sessionStorage.getItem(TOKEN);
  sessionStorage.setItem(TOKEN, match[1]);
  history.replaceState(null, '', `${location.pathname}${match[2]?.startsWith('/') ? `#${match[2]}` : '#/'}`);
  dispatchEvent(new HashChangeEvent('hashchange'));
  return match[1];
}

/** What the process says to a request that it does not carry out. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** @throws Refused; TypeError where nobody answers */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${sessionStorage.getItem(TOKEN) ?? ''}`);
  if (init.body !== undefined) headers.set('content-type', 'application/json');
  const reply = await fetch(path, { ...init, headers });
  noteRecording(reply.headers.get('x-mock-recording'));
  if (reply.ok) return reply;
  throw new Refused(reply.status, await reasonOf(reply));
}

/** Whether the file of the recording was removed; what the process has open is read on. */
export const isGone = signal(false);
/** Of the recording that is shown; null before the first answer. */
let shown: string | null = null;
const REPLACED = 'mock-replaced';

/** A page never shows two recordings as one: where the file was replaced it begins anew. */
function noteRecording(state: string | null): void {
  const [version = '', gone] = state?.split(' ') ?? [];
  if (version === '' || version === '0') return;
  isGone.value = gone !== undefined;
  shown ??= version;
  if (version === shown) return;
  sessionStorage.setItem(REPLACED, '1');
  location.reload();
}

/** Whether this page was begun anew since the file was replaced. Asked once. */
export function wasReplaced(): boolean {
  if (isFile) return false;
  const was = sessionStorage.getItem(REPLACED) !== null;
  sessionStorage.removeItem(REPLACED);
  return was;
}

async function reasonOf(reply: Response): Promise<string> {
  if (reply.status === 401) return 'the token is not the one of this mock: open the address that it printed';
  const text = await reply.text();
  try {
    const { error, message }: { error?: string; message?: string } = JSON.parse(text);
    return error ?? message ?? text;
  } catch {
    return `mock answered with ${reply.status}: ${text.slice(0, 200)}`;
  }
}

export async function get<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  const reply = await request(`${PAGE}/${path}`, signal === undefined ? {} : { signal });
  return await reply.json();
}

/** Asks the recording. */
export async function ask<Name extends QuestionName>(
  name: Name,
  question: Questions[Name]['ask'],
  signal?: AbortSignal,
): Promise<Questions[Name]['answer']> {
  return await get(`${name}?ask=${encodeURIComponent(JSON.stringify(question))}`, signal);
}

/** The same for what is long, or a secret that no log of addresses should have. */
export async function post<Answer>(name: string, question: object): Promise<Answer> {
  const reply = await request(`${PAGE}/${name}`, { method: 'POST', body: JSON.stringify(question) });
  return await reply.json();
}

/** Of mock's own REST API: faults, sessions, scopes. @param body sent as JSON */
export async function rest<Answer>(method: string, path: string, body?: unknown): Promise<Answer | null> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const reply = await request(`/api/v1/mock/${path}`, init);
  return reply.status === 204 ? null : await reply.json();
}
