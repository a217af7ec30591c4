// A program of the matrix that is written in another language: a process of its own, which prints its transcript.
//
// It finds its target in the environment and the common statements in its standard input (statements.ts). Each of its
// operations begins with a line `## name`; the line `(a surprise)` is for one that fails though it should not, or the
// other way round.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe } from 'vitest';
import { describeWithLanguage, type Language } from '../../languages/installed.ts';
import { serverKinds } from '../../servers/index.ts';
import { describeMatrix } from '../matrix.ts';
import type { Program, Target } from '../program.ts';
import type { Transcript } from '../transcript.ts';
import { statementsInput } from './statements.ts';

const timeoutMs = 60_000;
const head = '## ';
const surprise = '(a surprise)';

export interface LanguageProgram {
  readonly language: Language;
  /** The driver's name. */
  readonly name: string;
  /** What runs it: Debian's own runtime, not another that is in the PATH, and its arguments. Compiles it if need be. */
  command(): Promise<readonly [string, ...string[]]>;
}

/** The matrix's tests of a driver, where this machine has the language. */
export async function describeLanguageMatrix({ language, name, command }: LanguageProgram): Promise<void> {
  await describeWithLanguage(language, async () => {
    const argv = await command();
    const program: Program = {
      name,
      kinds: serverKinds,
      run: async (target, transcript) => read(await runProcess(argv, target), transcript),
    };
    describe(language, () => describeMatrix(program));
  });
}

/** A file below this folder's parent. */
export function sourceFile(...path: readonly string[]): string {
  return join(import.meta.dirname, '..', ...path);
}

interface Output {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function runProcess([program, ...args]: readonly [string, ...string[]], target: Target): Promise<Output> {
  const child = spawn(program, args, {
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC', HOME: target.files, ...environment(target) },
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  child.stdin.on('error', () => {}); // a program that has ended reads no more
  child.stdin.end(statementsInput(target));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { exitCode: child.exitCode, stdout, stderr };
}

function environment(target: Target): Record<string, string> {
  return {
    MOCK_KIND: target.kind,
    MOCK_HOST: target.host,
    MOCK_PORT: String(target.port),
    MOCK_TLS: target.tls ? 'on' : 'off',
    MOCK_USER: target.account.user,
    MOCK_PASSWORD: target.account.password,
    MOCK_OTHER_USER: target.other.user,
    MOCK_OTHER_PASSWORD: target.other.password,
    MOCK_SCHEMA: target.schema,
    MOCK_FILES: target.files,
    MOCK_LARGE: target.isLarge ? 'yes' : 'no',
  };
}

function read({ exitCode, stdout, stderr }: Output, transcript: Transcript): void {
  const [before = '', ...operations] = `\n${stdout}`.split(`\n${head}`);
  if (before.trim() !== '') transcript.add('before the first operation', before.trim().split('\n'));
  for (const operation of operations) {
    const [name = '', ...lines] = operation.trimEnd().split('\n');
    if (lines.includes(surprise)) transcript.surprises.push(`${name}: ${lines.join(' | ').slice(0, 300)}`);
    transcript.add(name, lines);
  }
  transcript.add('the end', [...stderr.trimEnd().split('\n'), `exit code ${exitCode}`]);
  if (exitCode !== 0) transcript.surprises.push(`the program's end: exit code ${exitCode}: ${stderr.slice(-500)}`);
}
