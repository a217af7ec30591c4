// The pages of the site, followed in an empty project: each block does what the page says.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, test } from 'vitest';
import { prepare } from '../../bin/prepare.js';
import { describeWithLanguage, type Language } from '../languages/installed.ts';
import { blocksOf, neededLanguage, runPage } from '../support/doc-blocks.ts';
import { docProject } from './support/doc-project.ts';
import { root } from './support/example-project.ts';

/** It is followed in a folder with the packed package. */
const ELSEWHERE = 'tutorial/ten-minutes.md';
const LANGUAGES: Readonly<Record<string, Language>> = {
  python: 'python',
  php: 'php',
  ruby: 'ruby',
  go: 'go',
  java: 'java',
};

beforeAll(() => prepare());

function follow(page: string, text: string): void {
  test(page, { timeout: 120_000 }, async () => {
    const { folder, env } = docProject();
    await runPage(text, { cwd: folder, env });
  });
}

for (const section of ['tutorial', 'how-to', 'explain']) {
  for (const name of readdirSync(join(root, 'site', section)).filter((each) => each.endsWith('.md'))) {
    const page = `${section}/${name}`;
    const text = readFileSync(join(root, 'site', page), 'utf8');
    const isFollowed = blocksOf(text).some(({ task }) => task !== null && !task.startsWith('none, '));
    if (!isFollowed || page === ELSEWHERE) continue;
    const language = LANGUAGES[neededLanguage(text) ?? ''];
    if (language === undefined) follow(page, text);
    else await describeWithLanguage(language, () => follow(page, text));
  }
}
