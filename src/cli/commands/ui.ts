// `mock ui`: the page of a recording, or of what two differ in; served until a signal, or written as one file.

import { readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { MockError, messageOf } from '../../core/errors.ts';
import { boundedFile } from '../../page/bounded-file.ts';
import { collectPage } from '../../page/collect.ts';
import type { PageData } from '../../page/page-data.ts';
import { openReading } from '../../page/reading/open-reading.ts';
import { type PageContent, servePage } from '../../page/serve-page.ts';
import { isLoopback } from '../../serve/client-side.ts';
import { openRecording } from '../../store/reading/reader.ts';
import { compareRecordings } from '../../tools/diff/compare-recordings.ts';
import type { UiFlags } from '../definitions/ui.ts';
import { pageToken } from '../http-options.ts';
import { openBrowser, opensByItself } from '../open-browser.ts';
import { diffChanges, tellingLeft } from '../report/html.ts';
import { stopSignal } from '../signals.ts';

export async function runUi(fileA: string, fileB: string | undefined, flags: UiFlags): Promise<void> {
  if (flags.output !== undefined) {
    const file = boundedFile((maxBytes) => dataOf(fileA, fileB, flags, maxBytes));
    await writePage(flags.output, tellingLeft(file));
    return;
  }
  const { bind: host, port, uiHost: names, tokenFile } = flags;
  if (!isLoopback(host) && tokenFile === undefined) {
    throw new MockError('USAGE', `the page on ${host} is for others too: give it a token of yours by --token-file`);
  }
  const token = tokenFile === undefined ? undefined : await readToken(tokenFile);
  const server = await servePage(contentOf(fileA, fileB, flags), {
    host,
    port,
    names,
    ...(token !== undefined && { token }),
  });
  const { signal } = stopSignal(process.env['npm_lifecycle_event'] !== undefined);
  process.stdout.write(flags.json ? `${JSON.stringify({ event: 'page', url: server.url })}\n` : `page ${server.url}\n`);
  const { platform, env } = process;
  const isOpened = flags.open ?? opensByItself({ platform, env, isTerminal: process.stdout.isTTY === true });
  const forget = isOpened ? openBrowser(server.url) : () => undefined;
  await signal;
  forget();
  await server.close();
}

/** What is shown. One recording is read when it is asked for; without its values nothing more can be asked. */
function contentOf(fileA: string, fileB: string | undefined, flags: UiFlags): PageContent {
  const { values: hasValues, maxExchanges } = flags;
  const shown = { live: null, path: fileA };
  if (fileB !== undefined || !hasValues) {
    const packed = gzipSync(JSON.stringify(dataOf(fileA, fileB, flags)));
    return { ...shown, data: () => Promise.resolve(packed), reading: hasValues ? openReading(fileA) : null };
  }
  // what is wrong with it is said at once
  openRecording(fileA).close();
  const reading = openReading(fileA);
  return { ...shown, data: () => reading.ask('data', { maxExchanges, hasValues }), reading };
}

function dataOf(fileA: string, fileB: string | undefined, flags: UiFlags, maxBytes?: number): PageData {
  const { values, maxExchanges } = flags;
  const bounds = { maxExchanges, hasValues: values, ...(maxBytes !== undefined && { maxBytes }) };
  const a = openRecording(fileA);
  try {
    if (fileB === undefined) return collectPage(a, bounds);
    const b = openRecording(fileB);
    try {
      return collectPage(a, { changes: diffChanges(compareRecordings(a, b)), ...bounds });
    } finally {
      b.close();
    }
  } finally {
    a.close();
  }
}

async function writePage(file: string, html: string): Promise<void> {
  try {
    await writeFile(file, html);
  } catch (cause) {
    throw new MockError('USAGE', `the page cannot be written to ${file}: ${messageOf(cause)}`, { cause });
  }
}

async function readToken(path: string): Promise<string> {
  let token: string;
  try {
    token = (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    throw new MockError('USAGE', `--token-file ${path} cannot be read: ${messageOf(cause)}`, { cause });
  }
  return pageToken(token, `--token-file ${path}`);
}
