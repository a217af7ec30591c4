// The command `mysql_server_mock`: takes the options of MySQL Router's program, prints and ends as it does, and serves
// with our stack.

import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode } from '../../cli/exit-codes.ts';
import { stopSignal } from '../../cli/signals.ts';
import { visible } from '../../cli/visible.ts';
import { MockError, messageOf, oneLine } from '../../core/errors.ts';
import { createLogger } from '../../core/log/create-logger.ts';
import type { Logger } from '../../core/log/logger.ts';
import { type ScriptServing, script } from '../../serve/script.ts';
import { version } from '../../version.ts';
import { notify } from './notify.ts';
import { helpText, OptionError, parseServerMockOptions, type ServerMockOptions } from './options.ts';
import { sslOptions } from './ssl.ts';

/** The version of MySQL Router whose program this stands in for. */
const ROUTER_VERSION = '9.7.4';

/** @param argv what stands behind the program's name */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    process.exitCode = await run(parseServerMockOptions(argv, process.cwd()));
  } catch (error) {
    process.stdout.write(`ERROR: ${describe(error)}\n`);
    process.exitCode = ExitCode.FAILED;
  }
}

async function run(options: ServerMockOptions): Promise<number> {
  if (options.isVersion) process.stdout.write(`mysql_server_mock Ver ${ROUTER_VERSION} (mysql-replay ${version})\n`);
  else if (options.isHelp) process.stdout.write(helpText());
  else await serve(options);
  return ExitCode.FINE;
}

async function serve(options: ServerMockOptions): Promise<void> {
  const logger = createLog(options);
  if (options.filename === '') throw failed(logger, 'option filename in [mock_server:classic] needs a value');
  const stopped = stopSignal(false).signal;
  const server = await start(options, logger);
  if (server === null) return;
  await notify('STATUS=running', process.env);
  await notify('READY=1', process.env);
  await stopped;
  await notify('STOPPING=1\nSTATUS=Router shutdown in progress', process.env);
  await server.close();
}

/** Null where nothing is to be listened on. */
async function start(options: ServerMockOptions, logger: Logger): Promise<ScriptServing | null> {
  const { port, socket, xPort, xSocket, httpPort } = options;
  if (port === null && socket === null && xPort === null && xSocket === null) return null;
  const tls = sslOptions(options.ssl);
  try {
    return await script(options.filename, {
      ...tls,
      port,
      host: options.bindAddress,
      allowAnyone: true,
      isRouters: true,
      modulePrefix: options.modulePrefix,
      print: (line) => process.stdout.write(`${line}\n`),
      logger,
      xPort,
      ...(socket !== null && { socket }),
      ...(xSocket !== null && { xSocket }),
      ...(httpPort !== null && { httpPort, httpHost: options.bindAddress }),
    });
  } catch (error) {
    throw failed(logger, describeStart(error, options));
  }
}

/** A failure of starting is said on stderr as well. */
function failed(logger: Logger, message: string): OptionError {
  logger.error({}, message);
  return new OptionError(message);
}

function describeStart(error: unknown, options: ServerMockOptions): string {
  if (!(error instanceof MockError) || error.code !== 'LISTEN_FAILED') return messageOf(error);
  const { cause } = error;
  const { code = '', port, address = '' } = (cause ?? {}) as NodeJS.ErrnoException & ListenFailure;
  const isX = port === undefined ? address === options.xSocket : port === options.xPort && port !== options.port;
  const section = `${isX ? 'x' : 'classic'}${port === undefined ? '_socket' : ''}`;
  const where = port === undefined ? address || (options.socket ?? options.xSocket) : `${options.bindAddress}:${port}`;
  return `mock_server:${section}: binding to ${where} failed: ${SYSTEM_WORDS[code] ?? messageOf(cause ?? error)}`;
}

/** What Node says of a place that cannot be listened on: `address` is the path of a Unix socket, which has no port. */
interface ListenFailure {
  readonly address?: string;
  readonly port?: number;
}

/** As strerror() has them. */
const SYSTEM_WORDS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Address already in use',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  EACCES: 'Permission denied',
};

function describe(error: unknown): string {
  return oneLine(messageOf(error));
}

function createLog({ isVerbose, loggingFolder, portText }: ServerMockOptions): Logger {
  const file = loggingFolder === null ? null : join(loggingFolder, `mock_server_${portText}.log`);
  return createLogger({
    level: isVerbose ? 'debug' : 'warn',
    format: 'pretty',
    isColoured: false,
    write: (line) => {
      const text = visible(line.endsWith('\n') ? line : `${line}\n`);
      if (file === null) process.stderr.write(text);
      else appendFileSync(file, text);
    },
  });
}
