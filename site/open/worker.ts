// Reads a dropped recording beside the page: SQLite and reading block, and the page goes on.

import './globals.ts';
import { collectPage } from '../../src/page/collect.ts';
import { openRecording } from '../../src/store/reading/reader.ts';
import { mount } from './sqlite.ts';

/** What the worker is given: a file that somebody chose. */
export interface Question {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The page's data as JSON in gzip, or a sentence. */
export type Answer = { readonly packed: Uint8Array } | { readonly problem: string };

/** Where SQLite's header says how the file is written; 2: what was written last stands in a file beside it. */
const JOURNAL_AT = 18;
const IS_LOG = 2;

addEventListener('message', ({ data }: MessageEvent<Question>) => {
  void answer(data).then((said) => postMessage(said));
});

async function answer({ name, bytes }: Question): Promise<Answer> {
  try {
    if (bytes[JOURNAL_AT] === IS_LOG && isSqlite(bytes)) return { problem: unfinished(name) };
    await mount(bytes);
    const reader = openRecording(name);
    try {
      return { packed: await gzip(JSON.stringify(collectPage(reader))) };
    } finally {
      reader.close();
    }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function isSqlite(bytes: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(bytes.subarray(0, 15)) === 'SQLite format 3';
}

function unfinished(name: string): string {
  return `${name} is still being written, or its writer was killed: end it, or run mock stats ${name}, and drop it again`;
}

async function gzip(text: string): Promise<Uint8Array> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
