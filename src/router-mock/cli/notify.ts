// Tells whoever started the process how it is, as systemd's services do: a datagram to the socket that NOTIFY_SOCKET names.
// https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html

/**
 * Sends nothing where nobody listens; a socket that cannot be reached is no reason to fail. Only sockets with a path:
 * the abstract ones (`@…`) are not reached.
 */
export async function notify(message: string, env: NodeJS.ProcessEnv): Promise<void> {
  const path = env['NOTIFY_SOCKET'];
  if (path === undefined || path === '') return;
  // Node knows no Unix sockets for datagrams; the package is optional, as it is compiled when installed.
  const library = await import('unix-dgram').catch(() => null);
  if (library === null) return;
  const socket = library.createSocket('unix_dgram');
  const bytes = Buffer.from(message);
  try {
    await new Promise<void>((resolve) => {
      socket.once('error', () => resolve());
      socket.send(bytes, 0, bytes.length, path, () => resolve());
    });
  } finally {
    socket.close();
  }
}
