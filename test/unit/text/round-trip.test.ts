// Text twins of real recordings: what is loaded replays the same bytes, and gives the same text.

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openRecording } from '../../../src/recording/reader.ts';
import { writeWholeRecording } from '../../../src/recording/write-whole.ts';
import { dumpRecording } from '../../../src/text/dump.ts';
import { parseText, writeText } from '../../../src/text/load.ts';
import { temporaryPath } from '../recording/sample.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'recordings');
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.db'))
  .map((name) => join(folder, name))
  .filter((file) => statSync(file).size < 1_000_000);

test.each(files)('%s', (file) => {
  const text = dumped(file);
  const copy = temporaryPath();
  const parsed = parseText(text);
  writeWholeRecording(copy, { meta: parsed.meta, isOverwrite: false }, (writer) => writeText(parsed, writer));
  expect(dumped(copy)).toBe(text);
  expect(contentOf(copy)).toEqual(contentOf(file));
});

function dumped(file: string): string {
  const reader = openRecording(file);
  const text = [...dumpRecording(reader)].join('\n');
  reader.close();
  return text;
}

/** What replay goes by, session by session, in no order of sessions. */
function contentOf(file: string): string[] {
  const reader = openRecording(file);
  const sessions = reader.listSessions().map(({ id, facts, ending }) => {
    const exchanges = [...reader.listExchanges({ session: id })].map((exchange) => ({
      ...exchange,
      ...{
        id: 0,
        session: 0,
        prepareExchange: exchange.prepareExchange === null ? null : 1,
        responseId: 0,
        begunAfter: 0,
      },
      // an older recording does not know them
      ...{ state: '', transaction: null },
      ...{ startedAtUs: 0, firstByteUs: 0, lastByteUs: 0, request: exchange.request?.toString('hex') ?? null },
      bytes: exchange.responseId === null ? null : bytesOf(reader.response(exchange.responseId)),
    }));
    const { _pid, _thread, ...attributes } = facts.attributes;
    const { greeting: _greeting, startedAtUs: _startedAtUs, ...kept } = facts;
    return show({ ...kept, attributes: Object.entries(attributes).sort(), ending, exchanges });
  });
  reader.close();
  return sessions.sort();
}

function bytesOf(response: { readonly encoding: bigint; chunks(): Iterable<Buffer> }): string {
  return `${response.encoding} ${Buffer.concat([...response.chunks()]).toString('hex')}`;
}

function show(value: unknown): string {
  return JSON.stringify(value, (_name, each) => (typeof each === 'bigint' ? String(each) : each), 1);
}
