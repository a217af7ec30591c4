// What each command of `mock` does, loaded when it is asked for: a command starts as fast as the little that it needs.

import type { Commands } from './program.ts';

type Serving = Pick<Commands, 'record' | 'replay' | 'run' | 'script'>;
type Reading = Pick<Commands, 'export' | 'import' | 'inspect' | 'ui' | 'check' | 'seal' | 'learn' | 'verify' | 'match'>;

/** Those that serve until they are told to end. @param serve is told first, with the command to run beside it */
export function servingCommands(serve: (words: readonly string[]) => void): Serving {
  return {
    record: async (flags, words) => {
      serve(words);
      if (flags.twice) {
        const { runRecordTwice } = await import('./commands/record-twice.ts');
        process.exit(await runRecordTwice(flags, words));
      }
      const { recordForStarter } = await import('./commands/record-beside.ts');
      process.exit(await recordForStarter(flags, words));
    },
    replay: async (file, flags, words) => {
      serve(words);
      const { runReplay } = await import('./commands/replay.ts');
      process.exit(await runReplay(file, flags, words));
    },
    run: async (file, flags, words) => {
      serve(words);
      const { runRun } = await import('./commands/run.ts');
      process.exit(await runRun(file, flags, words));
    },
    script: async (file, flags) => {
      serve([]);
      const { runScript } = await import('./commands/script.ts');
      process.exit(await runScript(file, flags));
    },
  };
}

/** Those that read a recording, or make one of a trace. */
export const readingCommands: Reading = {
  export: async (file, flags) => {
    const { runExport } = await import('./commands/export.ts');
    await runExport(file, flags);
  },
  import: async (file, flags) => {
    const { runImport } = await import('./commands/import.ts');
    await runImport(file, flags);
  },
  inspect: async (file, flags) => {
    const { runInspect } = await import('./commands/inspect.ts');
    await runInspect(file, flags);
  },
  ui: async (a, b, flags) => {
    const { runUi } = await import('./commands/ui.ts');
    await runUi(a, b, flags);
  },
  check: async (file, flags) => {
    const { runCheck } = await import('./commands/check.ts');
    process.exitCode = await runCheck(file, flags);
  },
  seal: async (file, flags) => {
    const { runSeal } = await import('./commands/seal.ts');
    process.exitCode = await runSeal(file, flags);
  },
  learn: async (a, b, flags) => {
    const { runLearn } = await import('./commands/learn.ts');
    process.exitCode = await runLearn(a, b, flags);
  },
  verify: async (file, flags) => {
    const { runVerify } = await import('./commands/verify.ts');
    process.exitCode = await runVerify(file, flags);
  },
  match: async (file, sql, parameters, flags) => {
    const { runMatch } = await import('./commands/match.ts');
    process.exitCode = await runMatch(file, sql, parameters, flags);
  },
};

/** Those that write a recording in another form, and what helps at the command line. */
export const writingCommands: Omit<Commands, keyof Serving | keyof Reading> = {
  dump: async (file, flags) => {
    const { runDump } = await import('./commands/text.ts');
    await runDump(file, flags);
  },
  load: async (text, flags) => {
    const { runLoad } = await import('./commands/text.ts');
    runLoad(text, flags);
  },
  diff: async (a, b, flags) => {
    const { runDiff } = await import('./commands/diff.ts');
    process.exitCode = await runDiff(a, b, flags);
  },
  stats: async (file, flags) => {
    const { runStats } = await import('./commands/stats.ts');
    process.exitCode = await runStats(file, flags);
  },
  merge: async (files, flags) => {
    const { runMerge } = await import('./commands/rewrite.ts');
    await runMerge(files, flags);
  },
  prune: async (file, flags) => {
    const { runPrune } = await import('./commands/rewrite.ts');
    await runPrune(file, flags);
  },
  redact: async (file, flags) => {
    const { runRedact } = await import('./commands/redact.ts');
    process.exitCode = await runRedact(file, flags);
  },
  init: async (flags) => {
    const { runInit } = await import('./commands/text.ts');
    await runInit(flags);
  },
  mcp: async ({ root }) => {
    const { serveMcp } = await import('../mcp/serve-mcp.ts');
    await serveMcp(root);
  },
  doctor: async (flags) => {
    const { runDoctor } = await import('./commands/doctor.ts');
    process.exitCode = await runDoctor(flags);
  },
  completion: async (program, shell) => {
    const { completionScript } = await import('./completion.ts');
    process.stdout.write(completionScript(program, shell));
  },
  configure: async (whole, command) => {
    const { configure } = await import('./config/configure.ts');
    await configure(whole, command);
  },
  mergeDriver: async (base, ours, theirs) => {
    const { runMergeDriver } = await import('./commands/text.ts');
    process.exitCode = await runMergeDriver(base, ours, theirs);
  },
};
