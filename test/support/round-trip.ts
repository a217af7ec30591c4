// A recording written as text and made again of it: the same bytes to replay, and the same text.

import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { writeWholeRecording } from '../../src/store/file/write-whole.ts';
import type { ListedExchange, ListedSession } from '../../src/store/reading/listing.ts';
import { queryRecording } from '../../src/store/reading/query.ts';
import { openRecording, type RecordingFileReader } from '../../src/store/reading/reader.ts';
import { writeText } from '../../src/tools/text/reading/load.ts';
import { dumpRecording } from '../../src/tools/text/writing/dump.ts';
import { parseText } from './parse-text.ts';

/** More bytes are larger values, not other ones, and take seconds; the transcripts take those of 20 MiB through a text. */
const MAX_BYTES = 4 * 1024 * 1024;
/** More of them are more of the same. */
const MAX_EXCHANGES = 1000;
/** Longer answers are compared by their hash. */
const SHOWN_BYTES = 4096;

/** Fails where something is lost on the way. A file that is not there, or too large for this, passes. */
export function expectRoundTrip(file: string): void {
  if (!existsSync(file) || statSync(file).size > MAX_BYTES || exchangeCount(file) > MAX_EXCHANGES) return;
  const folder = mkdtempSync(join(tmpdir(), 'mock-round-trip-'));
  try {
    const copy = join(folder, 'copy.db');
    const text = dumped(file);
    const parsed = parseText(text);
    if (parsed.sessions.length === 0) return;
    writeWholeRecording(copy, { meta: parsed.meta, isOverwrite: false }, (writer) => writeText(parsed, writer));
    if (dumped(copy) !== text) expect(dumped(copy).split('\n'), file).toEqual(text.split('\n'));
    expectSame(contentOf(copy), contentOf(file), file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Compared as texts first: a difference is looked for only where there is one. */
function expectSame(copy: readonly string[], original: readonly string[], file: string): void {
  if (copy.join('\n') !== original.join('\n')) expect(copy, file).toEqual(original);
}

function exchangeCount(file: string): number {
  const [[count] = []] = queryRecording(file, 'SELECT count(*) FROM exchange').rows;
  return Number(count);
}

function dumped(file: string): string {
  const reader = openRecording(file);
  try {
    return [...dumpRecording(reader)].join('\n');
  } finally {
    reader.close();
  }
}

/** What replay goes by, session by session, in no order of sessions. */
function contentOf(file: string): string[] {
  const reader = openRecording(file);
  try {
    return reader
      .listSessions()
      .map((session) => sessionContent(reader, session))
      .sort();
  } finally {
    reader.close();
  }
}

function sessionContent(reader: RecordingFileReader, { id, facts, ending }: ListedSession): string {
  const exchanges = [...reader.listExchanges({ session: id })].map((exchange) => ({
    ...exchange,
    ...{ id: 0, session: 0, responseId: 0, begunAfter: 0, startedAtUs: 0, firstByteUs: 0, lastByteUs: 0 },
    ...references(exchange),
    ...(exchange.gap !== null && UNSERVED),
    request: exchange.request?.toString('hex') ?? null,
    bytes: exchange.responseId === null ? null : bytesOf(reader.response(exchange.responseId)),
  }));
  const { _pid, _thread, ...attributes } = facts.attributes;
  const { greeting: _greeting, startedAtUs: _startedAtUs, ...kept } = facts;
  // of the X Protocol it holds the connection's id, and each replay gives its own
  const loginReply = facts.protocol === 'x' ? null : facts.loginReply;
  return show({ ...kept, loginReply, attributes: Object.entries(attributes).sort(), ending, exchanges });
}

/** Of an answer with a gap, which no replay serves, the text has what was kept of its bytes and nothing beside. */
const UNSERVED = {
  ...{ outcome: '', errorCode: null, sqlState: null, errorMessage: null },
  ...{ affectedRows: null, lastInsertId: null, warnings: null, rows: null },
} as const;

/** Ids are others; an older recording does not know the state and the transaction. */
function references({ prepareExchange }: ListedExchange): object {
  return { prepareExchange: prepareExchange === null ? null : 1, state: '', transaction: null };
}

function bytesOf(response: { readonly encoding: bigint; chunks(): Iterable<Buffer> }): string {
  const bytes = Buffer.concat([...response.chunks()]);
  const shown = bytes.length <= SHOWN_BYTES ? bytes.toString('hex') : createHash('sha256').update(bytes).digest('hex');
  return `${response.encoding} ${bytes.length} ${shown}`;
}

function show(value: unknown): string {
  return JSON.stringify(value, (_name, each) => (typeof each === 'bigint' ? String(each) : each), 1);
}
