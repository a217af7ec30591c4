// Runs a command-line client, keeping every byte that it writes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { ServerKind } from '../../servers/index.ts';
import type { Credentials, Target } from '../program.ts';

export interface Shell {
  /** Whose client it is: that of MySQL or of MariaDB. */
  readonly flavour: ServerKind;
  readonly program: string;
}

export interface ShellRun {
  readonly args: readonly string[];
  readonly input?: string;
  readonly account?: Credentials;
  readonly schema?: string;
  /**
   * How it should end: with no error; with errors, but to the end; refused, so with an exit code. Anything else is a
   * surprise. `clean` unless told.
   */
  readonly ends?: 'clean' | 'with errors' | 'refused';
}

export interface ShellOutput {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const timeoutMs = 60_000;

export async function runShell(shell: Shell, target: Target, run: ShellRun): Promise<ShellOutput> {
  const { user, password } = run.account ?? target.account;
  const child = spawn(
    shell.program,
    [
      '--protocol=tcp',
      `--host=${target.host}`,
      `--port=${target.port}`,
      `--user=${user}`,
      ...tlsOptions(shell, target),
      ...run.args,
      run.schema ?? target.schema,
    ],
    {
      // the password in the environment, since on the command line it is answered with a warning
      env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TZ: 'UTC', MYSQL_PWD: password },
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    },
  );
  child.stdin.on('error', () => {}); // a client that has ended reads no more
  child.stdin.end(run.input ?? '');
  const [stdout, stderr] = await Promise.all([buffer(child.stdout), buffer(child.stderr), once(child, 'close')]);
  return { exitCode: child.exitCode, stdout: decode(stdout), stderr: decode(stderr) };
}

/** mock has a certificate of its own, so none is verified. */
function tlsOptions({ flavour, program }: Shell, { kind, tls }: Target): string[] {
  if (flavour === 'mariadb') return tls ? ['--ssl'] : ['--skip-ssl'];
  const mode = tls ? ['--ssl-mode=REQUIRED'] : ['--ssl-mode=DISABLED', '--get-server-public-key'];
  if (kind === 'mysql') return mode;
  // mysql_native_password is built in no longer, but still there to be loaded
  return [...mode, `--plugin-dir=${join(dirname(program), '../tree/usr/lib/mysql/plugin')}`];
}

/** Lines of text where they are text; else one character per byte, so that no byte is lost. */
function decode(output: Buffer): string {
  const text = output.toString('utf8');
  if (Buffer.from(text).equals(output)) return text;
  const lines = output.toString('latin1').split('\n');
  return lines.map((line) => decodeLine(Buffer.from(line, 'latin1'))).join('\n');
}

function decodeLine(line: Buffer): string {
  const text = line.toString('utf8');
  return Buffer.from(text).equals(line) ? text : `(not UTF-8) ${line.toString('latin1')}`;
}
