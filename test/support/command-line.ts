// The command line within the test's own process: what was printed, and the exit code. For the commands that serve nothing.

import { vi } from 'vitest';
import { readingCommands, writingCommands } from '../../src/cli/commands.ts';
import { exitCodeOf } from '../../src/cli/exit-codes.ts';
import { type Commands, createProgram } from '../../src/cli/program.ts';

export interface Printed {
  /** Lines without colours. */
  readonly out: string;
  readonly err: string;
  readonly code: number;
  /** What was thrown, in words; empty where nothing was. */
  readonly error: string;
}

const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, 'g');

/** Runs `mock` with these words. */
export async function mock(...words: readonly string[]): Promise<Printed> {
  const [out, err]: [string[], string[]] = [[], []];
  const { exitCode } = process;
  const spies = [spy(process.stdout, out), spy(process.stderr, err)];
  const serving = { record: nothing, replay: nothing, run: nothing, script: nothing };
  const commands: Commands = { ...serving, ...readingCommands, ...writingCommands };
  process.exitCode = 0;
  let [error, code] = ['', 0];
  try {
    await createProgram(commands, (line) => void err.push(line)).parseAsync(words, { from: 'user' });
    code = Number(process.exitCode);
  } catch (thrown) {
    error = thrown instanceof Error ? thrown.message : String(thrown);
    code = exitCodeOf(thrown);
  } finally {
    for (const one of spies) one.mockRestore();
    process.exitCode = exitCode;
  }
  return { out: out.join('').replace(COLOURS, ''), err: err.join('').replace(COLOURS, ''), code, error };
}

function spy(stream: NodeJS.WriteStream, into: string[]) {
  return vi.spyOn(stream, 'write').mockImplementation((text) => {
    into.push(String(text));
    return true;
  });
}

async function nothing(): Promise<void> {
  throw new Error('this command serves: run it as a process of its own');
}
