// The reference of the site is made from the repository: it can be made, every page of docs/ is in it, and what its pages and
// the site's own link to or show is there.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const SITE = join(ROOT, 'site');

const pages = (folder: string): string[] => readdirSync(join(ROOT, folder)).filter((name) => name.endsWith('.md'));

beforeAll(() => {
  const { status, stderr } = spawnSync(process.execPath, [join(SITE, 'build.js')], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
});

test('every page of docs is in the reference', () => {
  expect(pages('site/reference')).toEqual(expect.arrayContaining(pages('docs')));
});

/** Code is no link. */
const prose = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');

/** Links that leave the site, as its configuration says, are not followed. */
const isOutside = (link: string): boolean =>
  /^[a-z]+:|^#/.test(link) || /\/(?:examples|integrations|bench|src|test|schema)\/|action$/.test(link);

test.each(['tutorial', 'how-to', 'explain', 'reference'])('what %s links to and shows is there', (section) => {
  const missing = pages(`site/${section}`).flatMap((page) => {
    const path = join(SITE, section, page);
    const links = [...prose(readFileSync(path, 'utf8')).matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)].map(
      ([, link = '']) => link,
    );
    return links.filter((link) => !isOutside(link) && !isThere(link, dirname(path))).map((link) => `${page}: ${link}`);
  });
  expect(missing).toEqual([]);
});

function isThere(link: string, from: string): boolean {
  const path = link.startsWith('/') ? join(SITE, link) : join(from, link);
  return [path, `${path}.md`, join(path, 'index.md')].some((each) => existsSync(each));
}
