// A cursor of a prepared statement on replay: the rows that were fetched behind its recorded execute, in whatever portions
// they are asked for now. https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_fetch.html

import type { RecordedExchange, RecordedResponse, RecordingReader } from '../../core/recording.ts';
import { framePayload, packetCount } from '../../mysql/codec/framing.ts';
import type { PacketKind } from '../../mysql/codec/response-machine.ts';
import { walkResponse } from '../../mysql/codec/walk-response.ts';
import { Capability, hasCapability } from '../../mysql/constants/capabilities.ts';
import { CommandCode } from '../../mysql/constants/commands.ts';
import { Status } from '../../mysql/constants/status.ts';
import { encodeEof } from '../../mysql/packets/eof.ts';
import { encodeOk, plainOk } from '../../mysql/packets/ok.ts';

/** `closed`: the last row was given, as the server then says. `beyond`: the recording did not fetch so far. */
export type Fetched =
  | { readonly kind: 'rows'; readonly exchange: RecordedExchange; readonly response: RecordedResponse }
  | { readonly kind: 'closed' }
  | { readonly kind: 'beyond'; readonly near: RecordedExchange };

type Source = Pick<RecordingReader, 'bySessionAfter' | 'response'>;

/** A row, or what ended a recorded fetch. */
interface Item {
  readonly kind: 'row' | 'end' | 'last' | 'error';
  readonly payload: Buffer;
  readonly exchange: RecordedExchange;
  readonly response: RecordedResponse;
}

const PAGE = 16;

export class RecordedCursor {
  readonly #reader: Source;
  readonly #execute: RecordedExchange;
  readonly #fetches: Iterator<RecordedExchange>;
  /** The next recorded fetch; undefined behind the last one. */
  #next: RecordedExchange | undefined;
  /** What is left of the recorded fetch that is being given in other portions. */
  #items: Iterator<Item> | null = null;
  /** Items that were looked at and not given. */
  #ahead: Item[] = [];
  #isClosed = false;

  constructor(reader: Source, execute: RecordedExchange) {
    this.#reader = reader;
    this.#execute = execute;
    this.#fetches = fetchesBehind(execute, reader);
    this.#next = this.#fetches.next().value;
  }

  /** Whether anything was fetched when it was recorded. */
  get isKnown(): boolean {
    return this.#next !== undefined || this.#items !== null;
  }

  /** @param fingerprint of the command that asks: one that was recorded as it is asked is answered as it was */
  fetch(rows: number, fingerprint: string | null): Fetched {
    const next = this.#next;
    const isInStep = this.#items === null && this.#ahead.length === 0;
    if (isInStep && next !== undefined && next.fingerprint === fingerprint && next.responseId !== null) {
      this.#next = this.#fetches.next().value;
      const response = this.#reader.response(next.responseId);
      this.#isClosed = isLast(response);
      return { kind: 'rows', exchange: next, response };
    }
    if (this.#isClosed) return { kind: 'closed' };
    return this.#portion(rows);
  }

  #portion(rows: number): Fetched {
    const taken: Item[] = [];
    while (taken.length < rows) {
      const item = this.#pull();
      if (item === undefined) {
        this.#ahead = taken;
        return { kind: 'beyond', near: this.#execute };
      }
      if (item.kind === 'row') taken.push(item);
      else if (item.kind !== 'end') return this.#close(taken, item);
    }
    const behind = this.#pull();
    if (behind?.kind === 'end') return answer(taken, behind, behind.payload);
    if (behind !== undefined) this.#ahead.unshift(behind);
    const from = taken.at(-1) ?? behind;
    if (from === undefined) return { kind: 'beyond', near: this.#execute };
    return answer(taken, from, endOf(from.response));
  }

  #close(taken: readonly Item[], end: Item): Fetched {
    this.#isClosed = true;
    return answer(taken, end, end.payload);
  }

  #pull(): Item | undefined {
    const ahead = this.#ahead.shift();
    if (ahead !== undefined) return ahead;
    for (;;) {
      const item = this.#items?.next();
      if (item !== undefined && item.done !== true) return item.value;
      const exchange = this.#next;
      if (exchange === undefined || exchange.responseId === null) return undefined;
      this.#next = this.#fetches.next().value;
      this.#items = itemsOf(exchange, this.#reader.response(exchange.responseId));
    }
  }
}

/** What was fetched from the cursor that a recorded execute opened, up to the next execute or reset of its statement. */
export function* fetchesBehind(execute: RecordedExchange, reader: Source): Generator<RecordedExchange, undefined> {
  let last = execute.id;
  for (;;) {
    const page = reader.bySessionAfter(execute.session, last, PAGE);
    for (const exchange of page) {
      if (exchange.command === 'COM_RESET_CONNECTION') return;
      if (exchange.prepareExchange !== execute.prepareExchange) continue;
      if (exchange.command !== 'COM_STMT_FETCH' || exchange.gap !== null) return;
      yield exchange;
    }
    last = page.at(-1)?.id ?? last;
    if (page.length < PAGE) return;
  }
}

const KINDS: Partial<Record<PacketKind, Item['kind']>> = { row: 'row', err: 'error', rows_eof: 'end' };

function* itemsOf(exchange: RecordedExchange, response: RecordedResponse): Generator<Item> {
  const shape = { command: CommandCode.COM_STMT_FETCH, encoding: response.encoding };
  for (const walk of walkResponse(response.chunks(), shape)) {
    const kind = KINDS[walk.kind];
    if (kind === undefined) continue;
    // rows outlast the command that they were read for
    const payload = Buffer.from(walk.payload);
    yield { kind: kind === 'end' && isLast(response) ? 'last' : kind, payload, exchange, response };
  }
}

function isLast({ status }: RecordedResponse): boolean {
  return ((status ?? 0) & Status.LAST_ROW_SENT) !== 0;
}

/** The end of a portion behind which there are more rows, under the capabilities of the recorded client. */
function endOf({ status, encoding }: RecordedResponse): Buffer {
  const open = ((status ?? 0) & ~Status.LAST_ROW_SENT) | Status.CURSOR_EXISTS;
  if (hasCapability(encoding, Capability.DEPRECATE_EOF)) return encodeOk(plainOk(open, 0xfe), encoding);
  return encodeEof({ warnings: 0, status: open }, encoding);
}

function answer(taken: readonly Item[], from: Item, end: Buffer): Fetched {
  const pieces: Buffer[] = [];
  let sequenceId = 1;
  for (const payload of [...taken.map((item) => item.payload), end]) {
    pieces.push(...framePayload(payload, sequenceId));
    sequenceId = (sequenceId + packetCount(payload.length)) & 0xff;
  }
  const bytes = Buffer.concat(pieces);
  const { exchange, response } = from;
  const isOpen = end !== from.payload;
  const status = isOpen ? ((response.status ?? 0) & ~Status.LAST_ROW_SENT) | Status.CURSOR_EXISTS : response.status;
  const outcome = isOpen && response.outcome === 'error' ? 'resultset' : response.outcome;
  const errorCode = outcome === 'error' ? response.errorCode : null;
  const made = { ...response, status, outcome, errorCode, bytes: bytes.length, whole: bytes, chunks: () => [bytes] };
  return { kind: 'rows', exchange, response: made };
}
