// Every shell block of README, docs, the site and the READMEs beside them is run by a test, or says why not; what is JSON or
// YAML in the site can be read as that.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { blocksOf, untestedBlocks } from '../../support/doc-blocks.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const pagesIn = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !/(^|[\\/])(node_modules|reference|dist|\.mock-example)/.test(name))
    .map((name) => join(folder, name));
const pages = ['README.md', ...['docs', 'site', 'integrations', 'examples'].flatMap(pagesIn)];

test.each(pages)('%s: every shell block is run, or says why not', (page) => {
  expect(untestedBlocks(readFileSync(join(root, page), 'utf8'))).toEqual([]);
});

test('a block that says nothing is found, as is one that is only indented', () => {
  const fence = '```';
  const page = `${fence}sh\nmock record\n${fence}\n\n    npm i -D x\n\n<!-- test: none, it is long -->\n\n${fence}sh\nmock run\n${fence}\n`;
  expect(untestedBlocks(page)).toEqual(['line 1: mock record', 'line 5: npm i -D x']);
});

test.each(pages.filter((page) => page.startsWith('site')))('%s: its JSON and YAML can be read', (page) => {
  for (const { language, content, line } of blocksOf(readFileSync(join(root, page), 'utf8'))) {
    if (language === 'json') expect(() => JSON.parse(content), `line ${line}`).not.toThrow();
    if (language === 'yaml') expect(() => parse(content), `line ${line}`).not.toThrow();
  }
});
