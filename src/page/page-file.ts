// The page and its data as one file that opens by double click: script and style within, data as gzip in base64, and a
// Content-Security-Policy that lets nothing else run.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { MockError } from '../core/errors.ts';
import type { PageData } from './page-data.ts';

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
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  const packed = gzipSync(JSON.stringify(data), { level: 9 }).toString('base64');
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="color-scheme" content="light dark">',
    '<title>mock</title>',
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<div id="page"></div>',
    '<noscript>This page needs JavaScript; it loads nothing from anywhere.</noscript>',
    `<script type="application/gzip" id="data">${packed}</script>`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
