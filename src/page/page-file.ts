// The page and its data as one file that opens by double click.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { MockError } from '../core/errors.ts';
import type { PageData } from './page-data.ts';
import { pageHtml } from './page-html.ts';

/** Built by `vite build page` into dist/page; seen from src/page, and from the bundle in dist. */
const PLACES = ['./page/', '../page/', '../../dist/page/'];

export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/** @throws MockError `INTERNAL` where the page was not built */
export function pageAssets(): PageAssets {
  for (const place of PLACES) {
    try {
      const read = (name: string) => readFileSync(fileURLToPath(new URL(`${place}${name}`, import.meta.url)), 'utf8');
      return { script: read('page.js'), style: read('page.css') };
    } catch {
      // not here
    }
  }
  throw new MockError('USAGE', 'the page is not built here: run npm run build in the checkout of mock');
}

export function pageFile(data: PageData, { script, style }: PageAssets = pageAssets()): string {
  const packed = gzipSync(JSON.stringify(data), { level: 9 }).toString('base64');
  return pageHtml({ script, style, scriptHash: hashOf(script), styleHash: hashOf(style), packed });
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
