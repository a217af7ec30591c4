// Tells whoever started the process how it is, as systemd's services do: a datagram to the socket that NOTIFY_SOCKET names.
// https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Node knows no Unix sockets for datagrams: a program says it for us, the first of these that is there. */
const SPEAKERS: readonly (readonly [program: string, ...words: string[]])[] = [
  ['systemd-notify', '--no-block'],
  [
    'python3',
    '-c',
    'import os,socket,sys; p=os.environ["NOTIFY_SOCKET"]; p="\\0"+p[1:] if p[0]=="@" else p; ' +
      'socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM).sendto("\\n".join(sys.argv[1:]).encode(),p)',
  ],
];
const PATIENCE_MS = 5000;

/**
 * Sends nothing where nobody listens, nor where neither of the programs is there; a socket that cannot be reached is no
 * reason to fail.
 * @param message assignments, one a line: `READY=1`
 */
export async function notify(message: string, env: NodeJS.ProcessEnv): Promise<void> {
  const path = env['NOTIFY_SOCKET'];
  if (path === undefined || path === '') return;
  const options = { env: { PATH: env['PATH'], NOTIFY_SOCKET: path }, timeout: PATIENCE_MS };
  for (const [program, ...words] of SPEAKERS) {
    const isTold = await promisify(execFile)(program, [...words, ...message.split('\n')], options).then(
      () => true,
      () => false,
    );
    if (isTold) return;
  }
}
