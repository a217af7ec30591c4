// Tells whoever started the process how it is, as systemd's services do: a datagram to the socket that NOTIFY_SOCKET names.
// https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html

/** Sends nothing where nobody listens; a socket that cannot be reached is no reason to fail. */
export async function notify(message: string, env: NodeJS.ProcessEnv): Promise<void> {
  const name = env['NOTIFY_SOCKET'];
  if (name === undefined || name === '') return;
  // Node knows no Unix sockets for datagrams.
  const { DgramSocket } = await import('node-unix-socket');
  const socket = new DgramSocket();
  const bytes = Buffer.from(message);
  const path = name.startsWith('@') ? `\0${name.slice(1)}` : name;
  try {
    await new Promise<void>((resolve) => socket.sendTo(bytes, 0, bytes.length, path, () => resolve()));
  } finally {
    socket.close();
  }
}
