// The log of a command: pino, loaded when the first line is logged, since loading it costs as much as half a replay's
// start. Every line is handed to `write` at once, so that none is lost when the process exits.

import { createRequire } from 'node:module';
import type { Logger as PinoLogger, SerializedError } from 'pino';
import { type Logger, silentLogger } from './logger.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const LOG_FORMATS = ['pretty', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

export interface LogOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  readonly isColoured: boolean;
  /** Takes one line, its newline included. */
  readonly write: (line: string) => void;
}

type Method = keyof Logger;

/** What a log must not hold, wherever in a line's facts it might come to stand. */
const SECRETS = ['password', 'authResponse', 'authData', 'payload', 'privateKey'];
const REDACTED = SECRETS.flatMap((name) => [name, `*.${name}`]);

export function createLogger(options: LogOptions): Logger {
  let pino: PinoLogger | null = null;
  const method = (name: Method): Logger[Method] => {
    if (LOG_LEVELS.indexOf(name) < LOG_LEVELS.indexOf(options.level)) return silentLogger[name];
    return (facts, message) => {
      pino ??= makePino(options);
      pino[name](facts, message);
    };
  };
  return { debug: method('debug'), info: method('info'), warn: method('warn'), error: method('error') };
}

function makePino(options: LogOptions): PinoLogger {
  // by require, which is synchronous: the first line must not wait for a promise
  const pino: typeof import('pino') = createRequire(import.meta.url)('pino');
  const isDebug = options.level === 'debug';
  return pino.pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: isDebug ? pino.stdSerializers.errWithCause : briefError },
      redact: REDACTED,
    },
    { write: options.format === 'json' ? options.write : prettyWriter(options, isDebug) },
  );
}

/** One line per entry; the message says what a person needs, `debug` shows all facts. */
function prettyWriter(options: LogOptions, isDebug: boolean): (line: string) => void {
  const { prettyFactory }: typeof import('pino-pretty') = createRequire(import.meta.url)('pino-pretty');
  const prettify = prettyFactory({
    colorize: options.isColoured,
    singleLine: !isDebug,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: isDebug ? '' : 'err,miss,client',
  });
  return (line) => options.write(prettify(line));
}

/** No stack trace unless it is asked for. */
function briefError(error: unknown): Partial<SerializedError> | unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error ? { code: String(error.code) } : {};
  return { type: error.name, ...code, message: error.message };
}
