// What is shown: the data, the route in the URL's fragment, and what follows from both.

import { computed, effect, signal } from '@preact/signals';
import type { PageData, PageExchange, PageMiss } from '../src/page/page-data.ts';
import { liveMisses, playedIds } from './live.ts';
import { store, stored } from './stored.ts';

export const data = signal<PageData | null>(null);
export const problem = signal<string | null>(null);
export const isHelpOpen = signal(false);
export const isPaletteOpen = signal(false);
/** Whether it is asked as what to copy. */
export const isCopying = signal(false);
/** A key asked for the filter, which may not be there yet. */
export const wantsFilter = signal(false);
/** Said to screen readers and at the foot, e.g. that something was copied. */
export const said = signal('');

/** `#/exchanges?q=…&at=23` is the path `exchanges` and its parameters. */
export interface Route {
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

export const route = signal<Route>(routeOf(location.hash));

function routeOf(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const parts = path.split('/').filter((part) => part !== '');
  const decodedParts = parts.map(decoded);
  const found = new URLSearchParams(query);
  // one exchange is looked at beside the list
  if (decodedParts[0] !== 'exchange') return { path: decodedParts, query: found };
  const [, id = '', tab = ''] = decodedParts;
  if (id !== '') found.set('at', id);
  if (tab !== '') found.set('tab', tab);
  return { path: ['exchanges'], query: found };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Browsers take some 200 changes of the address in ten seconds and no more: a key held down makes more. */
const ADDRESS_MS = 100;
/** What the address is to be. */
let shown = location.hash;
let wrote = -ADDRESS_MS;
let later: ReturnType<typeof setTimeout> | undefined;

addEventListener('hashchange', () => {
  forget();
  if (location.hash === shown) return;
  shown = location.hash;
  route.value = routeOf(shown);
});
addEventListener('pagehide', writeAddress);

function forget(): void {
  clearTimeout(later);
  later = undefined;
}

function writeAddress(): void {
  if (later === undefined) return;
  forget();
  wrote = performance.now();
  write('replaceState');
}

function write(how: 'pushState' | 'replaceState'): void {
  try {
    history[how](null, '', shown);
  } catch {
    // too often for this browser: the page is right, and the next address is written again
  }
}

/** At once, so that the next key finds what this one did; an address that is only replaced follows. */
export function go(hash: string, isReplacing = false): void {
  if (hash === shown) return;
  if (!isReplacing) writeAddress();
  shown = hash;
  route.value = routeOf(shown);
  if (!isReplacing) {
    write('pushState');
    return;
  }
  const waitMs = wrote + ADDRESS_MS - performance.now();
  later ??= setTimeout(writeAddress, Math.max(0, waitMs));
  if (waitMs <= 0) writeAddress();
}

/** The address of what is shown. */
export function link(): string {
  return new URL(shown, location.href).href;
}

/** The same view with other parameters; null removes one. */
export function setQuery(changes: Readonly<Record<string, string | null>>): void {
  const query = new URLSearchParams(route.value.query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  go(`#/${route.value.path.map(encodeURIComponent).join('/')}${text === '' ? '' : `?${text}`}`, true);
}

export const view = computed(() => route.value.path[0] ?? '');
export const filterText = computed(() => route.value.query.get('q') ?? '');
/** Of a report, or of the replay that the page belongs to. */
export const misses = computed<readonly PageMiss[]>(() => data.value?.replay?.misses ?? liveMisses.value);

/** Whether a replay has played it: the report says it, or the process. */
export function isPlayed({ id, played }: PageExchange): boolean | null {
  return playedIds.value.has(id) ? true : played;
}

export type Scheme = 'system' | 'light' | 'dark';
export const scheme = signal<Scheme>(storedScheme());

const NEXT: Readonly<Record<Scheme, Scheme>> = { system: 'light', light: 'dark', dark: 'system' };

export function changeScheme(): void {
  scheme.value = NEXT[scheme.value];
}

function storedScheme(): Scheme {
  const kept = stored('scheme');
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

/** Whether a letter alone does something: who speaks to the computer, or types with a shaking hand, turns it off. */
export const hasLetterKeys = signal(stored('letter-keys') !== 'off');

export function toggleLetterKeys(): void {
  hasLetterKeys.value = !hasLetterKeys.value;
  store('letter-keys', hasLetterKeys.value ? 'on' : 'off');
}

effect(() => {
  document.documentElement.dataset['scheme'] = scheme.value;
  store('scheme', scheme.value);
});

effect(() => {
  const name = view.value === '' ? 'overview' : view.value;
  if (data.value !== null) document.title = `${data.value.title.slice(0, 80)} · ${name} · mock`;
});

export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    said.value = 'copied';
  } catch {
    said.value = 'the browser does not let this page copy: select the text';
  }
  setTimeout(() => {
    said.value = '';
  }, 2000);
}
