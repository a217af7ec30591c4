// `mock dump`, `mock load`, `mock init` and the merge driver.

import { messageOf } from '../../core/errors.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';
import { dumpTo, dumpToFile, loadFile } from '../../tools/text/files.ts';
import { attributesLine, gitConfig, gitProgram, mergeRecordings, writeGitSettings } from '../../tools/text/git.ts';
import { packageFolder } from '../../version.ts';
import type { DumpFlags, InitFlags, LoadFlags } from '../definitions/text.ts';
import { ExitCode } from '../exit-codes.ts';
import { shellWord } from '../format.ts';
import { print, writeOut } from '../inspect/output.ts';

export async function runDump(file: string, { output, review, rules }: DumpFlags): Promise<void> {
  const linesOf = review ? await reviewing(rules) : undefined;
  if (output === undefined) await dumpTo(file, writeOut, linesOf);
  else await dumpToFile(file, output, linesOf);
}

async function reviewing(file: string | undefined) {
  const { reviewRecording } = await import('../../tools/text/writing/reviewed.ts');
  const { loadVolatile } = await import('../../serve/load-volatile.ts');
  const rules = file === undefined ? [] : await loadVolatile(file);
  return (reader: RecordingFileReader) => reviewRecording(reader, rules);
}

export function runLoad(text: string, { output, overwrite }: LoadFlags): void {
  loadFile(text, output, overwrite === true);
}

export async function runInit({ write, pattern }: InitFlags): Promise<void> {
  const program = gitProgram(packageFolder);
  const { firstTest, writeFirstConfig } = await import('../first-steps.ts');
  if (write) {
    const lines = [writeFirstConfig('.')];
    try {
      writeGitSettings(pattern, program);
      lines.push('wrote .gitattributes (commit it) and .git/config (each clone needs its own: mock init --write)');
    } catch (error) {
      lines.push(`nothing was done for git: ${messageOf(error)}`);
    }
    await print([...lines, '', firstTest('.')].join('\n'));
    return;
  }
  const settings = Object.entries(gitConfig(program)).map(([name, value]) => `git config ${name} ${shellWord(value)}`);
  const lines = ['# into .gitattributes:', attributesLine(pattern), '', '# once in each clone:', ...settings];
  await print([...lines, '', firstTest('.')].join('\n'));
}

/** Returns the exit code, by which git knows of conflicts. */
export async function runMergeDriver(base: string, ours: string, theirs: string): Promise<number> {
  const conflicts = await mergeRecordings(base, ours, theirs);
  if (conflicts === null) return ExitCode.FINE;
  process.stderr.write(
    `mock: both sides changed the same of ${ours}; the text with the conflicts is ${conflicts}: ` +
      'resolve them there, then mock load it\n',
  );
  return ExitCode.FAILED;
}
