// `mock script`: what its flags mean to the API.

import { resolve } from 'node:path';
import type { PageServer } from '../../page/serve-page.ts';
import { script } from '../../serve/script.ts';
import { apiOptions } from '../definitions/row.ts';
import { SCRIPT_OPTIONS, type ScriptFlags } from '../definitions/script.ts';
import { httpToken, pageOptions, withHttp, withPage } from '../http-options.ts';
import { liveFeed, openPageOf } from '../live-page.ts';
import { createVoice, type Job, serveUntilStopped } from '../serve.ts';
import { scriptProgress, scriptSummary } from '../summaries/script-summary.ts';

/** Returns the exit code. */
export async function runScript(file: string, flags: ScriptFlags): Promise<number> {
  const startedAt = performance.now();
  const voice = createVoice(flags);
  const pageAt = await pageOptions(flags);
  const options = apiOptions(SCRIPT_OPTIONS, flags);
  const run = await script(file, {
    ...options,
    ...(await httpToken(flags)),
    logger: voice.logger,
    modulePrefix: resolve(flags.modulePrefix),
  });
  let page: PageServer | null = null;
  if (pageAt !== null) {
    const live = { mode: 'script', target: run.steering, feed: await liveFeed(), misses: () => [] } as const;
    page = await openPageOf(run, file, live, pageAt);
  }
  const job: Job = {
    serving: withPage(withHttp(run), page),
    page: page?.url ?? null,
    mode: 'script',
    recording: file,
    clients: () => run.counts().connections,
    hint: `answering as ${file} says; let your program connect here, and end with Ctrl-C`,
    failed: new Promise<Error>(() => undefined),
    progress: () => scriptProgress(run),
    summarise: () => scriptSummary(run, performance.now() - startedAt),
  };
  return await serveUntilStopped(job, voice, flags);
}
