// A page as a file that is no longer than its limit, with what was left out for it.

import { MAX_DATA_BYTES } from './page-budget.ts';
import type { PageData } from './page-data.ts';
import { type PageAssets, pageAssets, pageFile } from './page-file.ts';

/** What CI keeps and a mail takes; ten times what 50,000 exchanges need. */
const MAX_FILE_BYTES = 32 * 1024 * 1024;
/** What does not compress takes a third more in base64; a second try is to be the last. */
const MARGIN = 0.9;
const LEAST_DATA_BYTES = 64 * 1024;

export interface BoundedFile {
  readonly html: string;
  /** In sentences, which say how to get it too; empty where all is there. */
  readonly left: readonly string[];
}

/** @param collect makes the data, of at most so many bytes as JSON @param mostBytes of the file */
export function boundedFile(
  collect: (maxBytes: number) => PageData,
  assets: PageAssets = pageAssets(),
  mostBytes = MAX_FILE_BYTES,
): BoundedFile {
  let maxBytes = MAX_DATA_BYTES;
  for (;;) {
    const data = collect(maxBytes);
    const html = pageFile(data, assets);
    // all but a name or two is ASCII
    if (html.length <= mostBytes || maxBytes <= LEAST_DATA_BYTES) return { html, left: data.left };
    const { length } = JSON.stringify(data);
    maxBytes = Math.max(LEAST_DATA_BYTES, Math.floor((length * MARGIN * mostBytes) / html.length));
  }
}
