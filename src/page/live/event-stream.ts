// The events of a running process as text/event-stream. Gathered for a while, so that many commands cost as few; bounded
// for each reader, so that a slow one costs no memory; and nothing at all runs while nobody reads.
// https://html.spec.whatwg.org/multipage/server-sent-events.html

import type { ServerResponse } from 'node:http';
import type { LiveCommand } from './live-data.ts';
import { type LiveSide, stateOf } from './live-side.ts';

const GATHERED_MS = 250;
const HEARTBEAT_MS = 15_000;
const MOST_READERS = 8;
/** Of the commands in one event. */
const EVENT_CHARS = 4096;
const MOST_COMMANDS = 50;
/** A reader that is so far behind gets nothing more until it has read, and is told so. */
const BEHIND_BYTES = 1024 * 1024;
/** What the page resumes with when it knows nothing yet. */
const RETRY_MS = 1000;

export interface StreamBounds {
  readonly gatheredMs?: number;
  readonly behindBytes?: number;
}

interface Reader {
  readonly to: ServerResponse;
  /** Number of the last command that it was told of. */
  after: number;
  state: string;
  isBehind: boolean;
  wroteAt: number;
}

export class EventStream {
  readonly #side: LiveSide;
  readonly #gatheredMs: number;
  readonly #behindBytes: number;
  readonly #readers = new Set<Reader>();
  #timer: NodeJS.Timeout | null = null;

  constructor(side: LiveSide, { gatheredMs = GATHERED_MS, behindBytes = BEHIND_BYTES }: StreamBounds = {}) {
    this.#side = side;
    this.#gatheredMs = gatheredMs;
    this.#behindBytes = behindBytes;
  }

  get readers(): number {
    return this.#readers.size;
  }

  get isFull(): boolean {
    return this.#readers.size >= MOST_READERS;
  }

  /**
   * Writes events until either side ends.
   * @param after number of the last command that the reader knows
   */
  add(to: ServerResponse, after: number): void {
    const reader: Reader = { to, after: Math.min(after, this.#side.feed.last), state: '', isBehind: false, wroteAt: 0 };
    this.#readers.add(reader);
    const leave = () => {
      this.#readers.delete(reader);
      if (this.#readers.size === 0) this.#rest();
    };
    to.on('close', leave);
    to.on('error', leave);
    to.write(`retry: ${RETRY_MS}\n\n`);
    this.#timer ??= setInterval(() => this.#tick(), this.#gatheredMs);
    this.#tick();
  }

  /** Tells every reader that there will be no more. */
  end(): void {
    this.#tick();
    for (const { to } of this.#readers) to.end('event: end\ndata: {}\n\n');
    this.#readers.clear();
    this.#rest();
  }

  #rest(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #tick(): void {
    if (this.#readers.size === 0) return;
    const state = JSON.stringify(stateOf(this.#side));
    const now = performance.now();
    for (const reader of this.#readers) this.#tell(reader, state, now);
  }

  #tell(reader: Reader, state: string, now: number): void {
    const { to } = reader;
    const { feed } = this.#side;
    const waiting = to.writableLength;
    if (waiting > this.#behindBytes) reader.isBehind = true;
    if (reader.isBehind && waiting > 0) return;
    let text = '';
    if (reader.isBehind) {
      reader.isBehind = false;
      reader.after = feed.last;
      text += eventOf('reset', '{}');
    }
    if (reader.state !== state) {
      reader.state = state;
      text += eventOf('state', state);
    }
    if (feed.last > reader.after) {
      const items = fitting(feed.since(reader.after, MOST_COMMANDS));
      const skipped = feed.last - reader.after - items.length;
      reader.after = feed.last;
      text += `id: ${feed.last}\n${eventOf('commands', JSON.stringify({ items, skipped }))}`;
    }
    if (text === '' && now - reader.wroteAt > HEARTBEAT_MS) text = ': still here\n\n';
    if (text === '') return;
    reader.wroteAt = now;
    to.write(text);
  }
}

function eventOf(name: string, data: string): string {
  return `event: ${name}\ndata: ${data}\n\n`;
}

/** The latest of them that one event has room for. */
function fitting(items: readonly LiveCommand[]): readonly LiveCommand[] {
  let room = EVENT_CHARS;
  let first = items.length;
  while (first > 0) {
    room -= JSON.stringify(items[first - 1]).length;
    if (room < 0 && first < items.length) break;
    first--;
  }
  return items.slice(first);
}
