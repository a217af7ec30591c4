// Tests that are answered from their recording.

import { MockError } from '../core/errors.ts';
import type { Miss } from '../replay/misses/misses.ts';
import { type ReplayOptions, type ReplayRun, replay } from '../serve/replay.ts';
import { pageLink, pagePath, writePage } from './miss-page.ts';
import type { TestRecording } from './test-recording.ts';

const SHOWN_UNUSED = 10;

export async function openReplayedTests(
  file: string,
  { report, ...options }: ReplayOptions & { readonly report?: string | false | undefined },
  failOnUnused: boolean,
): Promise<TestRecording> {
  const page = pagePath(file, report);
  let misses: Miss[] = [];
  const onMiss = (miss: Miss) => {
    misses.push(miss);
    options.onMiss?.(miss);
  };
  const run = await replay(file, { ...options, onMiss });
  const target = { mode: 'replay', host: run.host, port: run.port } as const;
  return {
    file,
    targetOf: () => target,
    begin: (test) => void run.beginScope(test),
    takeMisses: () => {
      const taken = misses;
      misses = [];
      return taken;
    },
    pageOf: (missed) => (page === null ? null : pageLink(page, run, missed)),
    statementsOf: (test) => run.statementsIn(test),
    close: async ({ isPassed = true, tests = null } = {}) => {
      // tests that failed have left things out for a reason that is told already
      const unused = failOnUnused && isPassed ? unusedOf(run, tests) : null;
      if (page !== null) await writePage(page, run);
      await run.close();
      if (unused !== null) throw new MockError('TEST_FAILED', `${file}: ${unused}`);
    },
  };
}

/** Null where all was asked for. */
function unusedOf(run: ReplayRun, tests: ReadonlySet<string> | null): string | null {
  const { scopes, firstUnused } = run.tally();
  const counts = ({ name }: { readonly name: string }) => tests === null || tests.has(name);
  const total = scopes.filter(counts).reduce((sum, { unused }) => sum + unused, 0);
  if (total === 0) return null;
  const shown = firstUnused.filter(({ scope }) => counts({ name: scope })).slice(0, SHOWN_UNUSED);
  const lines = shown.map(({ exchange, scope, command, sql }) => {
    const where = scope === '' ? '' : ` ('${scope}')`;
    return `    exchange ${exchange}${where}: ${(sql ?? command).replace(/\s+/g, ' ')}`;
  });
  const rest = total - shown.length;
  const head = `${total} recorded ${total === 1 ? 'exchange was' : 'exchanges were'} never asked for:`;
  return [head, ...lines, ...(rest > 0 ? [`    and ${rest} more`] : [])].join('\n');
}
