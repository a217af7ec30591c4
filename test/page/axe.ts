// What axe finds wrong with a page that cannot be let pass.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Findings that are serious or worse, each in a line. */
export async function seriousFindings(page: Page): Promise<string[]> {
  // as a debugger would, since the page's policy lets nothing else in
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(AXE);
  // only what is wrong is gathered and told: what passes is a thousand times as much
  const options = { resultTypes: ['violations'] };
  const violations = (await page.evaluate(
    `axe.run(${JSON.stringify(options)}).then(({ violations }) =>
      violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map(({ html }) => ({ html })) })))`,
  )) as { id: string; impact: string; nodes: { html: string }[] }[];
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return serious.map(({ id, nodes }) => `${new URL(page.url()).hash} ${id}: ${nodes[0]?.html}`);
}
