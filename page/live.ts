// What happens in the process that the page belongs to, as its events tell it. A page that was left open, or whose
// computer slept, takes up where it was; one whose process has ended stays as it is.

import { computed, effect, signal } from '@preact/signals';
import type { LiveCommand, LiveCommands, LiveMisses, LiveState } from '../src/page/live/live-data.ts';
import type { PageExchange, PageMiss } from '../src/page/page-data.ts';
import { ask, get, Refused, request } from './api.ts';

export type Connection = 'none' | 'open' | 'lost' | 'ended';

/** Null where the page belongs to no process that serves. */
export const live = signal<LiveState | null>(null);
export const connection = signal<Connection>('none');
/** The latest commands, oldest first. */
export const commands = signal<readonly LiveCommand[]>([]);
/** The latest exchanges of what is being recorded. */
export const recorded = signal<readonly PageExchange[]>([]);
export const liveMisses = signal<readonly PageMiss[]>([]);
export const liveMissCount = signal(0);
export const isPaused = signal(false);
/** Whether the list goes to what is new by itself. */
export const isFollowing = signal(true);
export const playedIds = signal<ReadonlySet<number>>(new Set());
/** Exchanges that were recorded so far. */
export const upTo = computed(() => live.value?.upTo ?? null);

/** The same for what costs more to ask for: it follows at its leisure. */
export const grown = signal<number | null>(null);
const GROWN_MS = 2000;
let grownAt = -GROWN_MS;
let growing: ReturnType<typeof setTimeout> | undefined;

effect(() => {
  const end = upTo.value;
  if (end === grown.peek() || growing !== undefined) return;
  growing = setTimeout(
    () => {
      growing = undefined;
      grownAt = performance.now();
      grown.value = upTo.value;
    },
    Math.max(0, grownAt + GROWN_MS - performance.now()),
  );
});

const KEPT = 1000;
const MOST_WAIT_MS = 30_000;

let last = 0;
let knownMisses = 0;
let isAskingTail = false;
/** What came while the list stood still. */
let heldBack: LiveCommand[] = [];

export function togglePause(): void {
  isPaused.value = !isPaused.value;
  if (isPaused.value) return;
  append(heldBack);
  heldBack = [];
  void catchUp();
}

/** Follows the process until it ends. */
export async function followLive(first: LiveState): Promise<void> {
  take(first);
  for (let waitMs = 500; connection.value !== 'ended'; waitMs = Math.min(waitMs * 2, MOST_WAIT_MS)) {
    try {
      await readEvents(() => {
        connection.value = 'open';
        waitMs = 500;
      });
    } catch (error) {
      // another process has this port now, with a token of its own
      if (error instanceof Refused && error.status === 401) connection.value = 'ended';
    }
    if (connection.value === 'ended') return;
    connection.value = 'lost';
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}

async function readEvents(onOpen: () => void): Promise<void> {
  const reply = await request(`/api/v1/page/events?after=${last}`);
  onOpen();
  const reader = reply.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const part = await reader?.read();
    if (part === undefined || part.done) return;
    text += part.value;
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) takeEvent(event);
  }
}

function takeEvent(text: string): void {
  let name = '';
  let data = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('event: ')) name = line.slice(7);
    else if (line.startsWith('data: ')) data += line.slice(6);
  }
  switch (name) {
    case 'state':
      take(JSON.parse(data));
      break;
    case 'commands':
      takeCommands(JSON.parse(data));
      break;
    case 'reset':
      commands.value = [];
      break;
    case 'end':
      connection.value = 'ended';
  }
}

function take(state: LiveState): void {
  live.value = state;
  if (state.misses !== knownMisses) readMissesSoon();
  void catchUp();
}

function takeCommands({ items, skipped }: LiveCommands): void {
  const first = items[0];
  last = items.at(-1)?.n ?? last;
  if (first !== undefined && skipped > 0) {
    const gap = { ...first, connection: null, exchange: null, how: 'skipped', sql: String(skipped) };
    append([{ ...gap, n: first.n - 1 }, ...items]);
  } else append(items);
}

function append(items: readonly LiveCommand[]): void {
  if (isPaused.value) {
    heldBack = [...heldBack, ...items].slice(-KEPT);
    return;
  }
  commands.value = [...commands.value, ...items].slice(-KEPT);
  const ids = items.flatMap(({ exchange }) => (exchange === null ? [] : [exchange]));
  if (ids.some((id) => !playedIds.value.has(id))) playedIds.value = new Set([...playedIds.value, ...ids]);
}

/** They are many kilobytes: not more often than a person reads. */
const MISSES_MS = 1000;
let readMissesAt = -MISSES_MS;
let readingMisses: ReturnType<typeof setTimeout> | undefined;

function readMissesSoon(): void {
  if (readingMisses !== undefined) return;
  const read = async () => {
    readMissesAt = performance.now();
    knownMisses = live.value?.misses ?? 0;
    await readMisses();
    readingMisses = undefined;
    // more came while they were read
    if (connection.value === 'open' && live.value?.misses !== knownMisses) readMissesSoon();
  };
  readingMisses = setTimeout(() => void read(), Math.max(0, readMissesAt + MISSES_MS - performance.now()));
}

async function readMisses(): Promise<void> {
  try {
    const { misses, count } = await get<LiveMisses>('misses');
    liveMisses.value = misses;
    liveMissCount.value = count;
  } catch {
    knownMisses = -1; // asked for again with the next state
  }
}

/** Reads what was recorded since; of much, only the end. */
async function catchUp(): Promise<void> {
  const end = upTo.value;
  const known = recorded.value.at(-1)?.id ?? 0;
  if (end === null || end <= known || isPaused.value || isAskingTail) return;
  isAskingTail = true;
  try {
    const more = await ask('tail', { after: Math.max(known, end - 200), most: 500 });
    recorded.value = [...recorded.value, ...more].slice(-KEPT);
  } catch {
    // it is being sealed, or there is nothing yet: the next state asks again
  } finally {
    isAskingTail = false;
  }
}
