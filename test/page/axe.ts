// What axe finds wrong with a page that cannot be let pass.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Findings that are serious or worse, each in a line. @param isOfColours only what a scheme changes is looked at */
export async function seriousFindings(page: Page, isOfColours = false): Promise<string[]> {
  // as a debugger would, since the page's policy lets nothing else in
  await page.evaluate(AXE);
  const { violations } = (await page.evaluate(`axe.run(${isOfColours ? `{ runOnly: ['color-contrast'] }` : ''})`)) as {
    violations: { id: string; impact: string; nodes: { html: string }[] }[];
  };
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return serious.map(({ id, nodes }) => `${new URL(page.url()).hash} ${id}: ${nodes[0]?.html}`);
}
