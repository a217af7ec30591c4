// The options towards clients, from the command line's names to the API's.

import type { Logger } from '../core/log/logger.ts';
import type { ClientSideOptions } from '../serve/client-side.ts';
import type { ServingFlags } from './definitions/common.ts';

export function clientSideOptions(flags: ServingFlags, logger: Logger): ClientSideOptions {
  const { port, bind, socket, xPort, xSocket, clientSslMode, clientSslCert, clientSslKey, clientSslCa } = flags;
  const { maxConnections, dataDir } = flags;
  return {
    port: port === 'none' ? null : port,
    host: bind,
    clientSslMode,
    maxConnections,
    logger,
    ...(flags.trace && { trace: (line: string) => void process.stderr.write(`${line}\n`) }),
    ...(socket !== undefined && { socket }),
    ...(xPort !== undefined && xPort !== 'none' && { xPort }),
    ...(xSocket !== undefined && { xSocket }),
    ...(clientSslCert !== undefined && { clientSslCert }),
    ...(clientSslKey !== undefined && { clientSslKey }),
    ...(clientSslCa !== undefined && { clientSslCa }),
    ...(dataDir !== undefined && { dataDir }),
  };
}
