// Runs one of the servers' own command-line clients to its end, with nothing of the caller's configuration.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

export interface ClientRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ClientOptions {
  readonly user: string;
  readonly password: string;
  /** A Unix socket, or a TCP port. */
  readonly to: { readonly socket: string } | { readonly host: string; readonly port: number };
  /** Further arguments: `['--execute=SELECT 1', 'test']`. */
  readonly args?: readonly string[];
  /** Standard input. */
  readonly input?: string;
  readonly timeoutMs?: number;
}

/** `program` is one of `clientPrograms()`. A client that fails is no error: look at `exitCode`. */
export async function runClient(program: string, options: ClientOptions): Promise<ClientRun> {
  const { user, password, to, args = [], input = '', timeoutMs = 20_000 } = options;
  const place =
    'socket' in to
      ? ['--protocol=socket', `--socket=${to.socket}`]
      : ['--protocol=tcp', `--host=${to.host}`, `--port=${to.port}`];
  const child = spawn(program, [...place, `--user=${user}`, ...args], {
    // the password in the environment, since on the command line it is answered with a warning
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC', MYSQL_PWD: password },
    stdio: 'pipe',
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  child.stdin.on('error', () => {}); // a client that has ended reads no more
  child.stdin.end(input);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { exitCode: child.exitCode, stdout, stderr };
}
