// Options that several commands share, and what they come to.

import { type Command, Option } from 'commander';
import { LOG_FORMATS, LOG_LEVELS, type LogFormat, type LogLevel } from '../../core/log/create-logger.ts';
import type { ClientSslMode } from '../../serve/client-side.ts';
import {
  collect,
  parseCount,
  parseLatencyOption,
  parseLimit,
  parseOneOf,
  parsePort,
  parseTcpPort,
  parseUiPort,
} from '../values.ts';

export interface LogFlags {
  readonly json?: true;
  readonly logLevel: LogLevel;
  /** Undefined: pretty on a terminal, JSON lines otherwise. */
  readonly logFormat?: LogFormat;
}

export interface ServingFlags extends LogFlags {
  readonly port: number | 'none';
  readonly bind: string;
  readonly socket?: string;
  readonly xPort?: number | 'none';
  readonly xSocket?: string;
  readonly clientSslMode: ClientSslMode;
  readonly clientSslCert?: string;
  readonly clientSslKey?: string;
  readonly clientSslCa?: string;
  readonly maxConnections: number;
  readonly dataDir?: string;
  /** One line per packet on stderr; not for `mock script`. */
  readonly trace?: true;
}

const CLIENT_SSL_MODES: readonly ClientSslMode[] = ['DISABLED', 'PREFERRED', 'REQUIRED', 'VERIFY_CA'];

/** Where to listen, and for whom. */
export function addServingOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--port <number>', 'TCP port; 0 picks a free one, none listens on --socket only')
        .default(3307)
        .argParser(parsePort),
    )
    .option('--bind <address>', 'address to listen on', '127.0.0.1')
    .option('--socket <path>', 'Unix socket to listen on as well')
    .addOption(
      new Option('--client-ssl-mode <mode>', `TLS towards clients: ${CLIENT_SSL_MODES.join(', ')}`)
        .default('PREFERRED')
        .argParser(parseOneOf(CLIENT_SSL_MODES)),
    )
    .option('--client-ssl-cert <file>', 'our certificate, PEM (default: made on first use and kept)')
    .option('--client-ssl-key <file>', 'its key, PEM')
    .option('--client-ssl-ca <file>', "CA of clients' certificates, for VERIFY_CA")
    .addOption(
      new Option('--max-connections <number>', 'past it a client gets error 1040, as from MySQL')
        .default(10_000)
        .argParser(parseCount),
    )
    .option('--data-dir <folder>', 'where certificates and keys made on first use are kept (default: one of the user)');
}

/** For whoever wants to see what passes. */
export function addTraceOption(command: Command): Command {
  return command.option('--trace', 'print one line per packet on stderr, both ways: no secret, no value of a row');
}

export interface HttpFlags {
  readonly httpPort?: number;
  readonly httpBind?: string;
  readonly httpTokenFile?: string;
  /** Host names beside addresses and localhost. */
  readonly uiHost: readonly string[];
  /** Port of the page. */
  readonly ui?: number;
}

/** @param what is laid over what is served */
export function addOverlayOption(command: Command, what: string): Command {
  return command.option('--overlay <file>', `${what} laid over it: JSON or a module, see docs/scripts.md`);
}

/** The REST API, and the page. */
export function addHttpOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--ui [port]', 'a page in the browser that shows what happens, live (default: a free port)')
        .preset('0')
        .argParser(parseUiPort),
    )
    .addOption(new Option('--http-port <number>', 'REST API and metrics; 0 picks a free port').argParser(parseTcpPort))
    .option('--http-bind <address>', 'address of the REST API, and of the page', '127.0.0.1')
    .option(
      '--http-token-file <file>',
      'token that clients of the REST API must send (Authorization: Bearer …), and the page (default: made anew)',
    )
    .addOption(
      new Option('--ui-host <name>', 'a host name under which both are asked for, beside localhost; repeatable')
        .default([], 'none')
        .argParser(collect),
    );
}

/** How errors are told by a command that has no log. */
export function addErrorOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--log-level <level>', `${LOG_LEVELS.join(', ')}; debug adds stacks and causes to errors`)
        .default('info')
        .argParser(parseOneOf(LOG_LEVELS)),
    )
    .addOption(
      new Option('--log-format <format>', `${LOG_FORMATS.join(', ')}: how errors are told`).argParser(
        parseOneOf(LOG_FORMATS),
      ),
    );
}

/** Where to listen for the X Protocol. */
export function addXOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--x-port <number>', 'TCP port for the X Protocol; 0 picks a free one (default: none)').argParser(
        parsePort,
      ),
    )
    .option('--x-socket <path>', 'Unix socket to listen on for the X Protocol');
}

/** Where output and log go. */
export function addLogOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON object per line on stdout')
    .addOption(
      new Option('--log-level <level>', `${LOG_LEVELS.join(', ')}; debug adds stacks and causes to errors`)
        .default('info')
        .argParser(parseOneOf(LOG_LEVELS)),
    )
    .addOption(
      new Option(
        '--log-format <format>',
        `${LOG_FORMATS.join(', ')} (default: pretty on a terminal, json otherwise)`,
      ).argParser(parseOneOf(LOG_FORMATS)),
    );
}

export interface ReportFlags {
  /** Each in the form that its ending says. */
  readonly report: readonly string[];
  /** False leaves values out of a page. */
  readonly values: boolean;
  /** Exchanges that a page holds. */
  readonly maxExchanges: number;
}

const MAX_PAGE_EXCHANGES = 50_000;

/** @param what is written */
export function addReportOptions(command: Command, what: string): Command {
  return addPageOptions(
    command.addOption(
      new Option('--report <file>', `${what}: .html (a page), .json, .xml (JUnit), .md; repeatable`)
        .default([], 'none')
        .argParser(collect),
    ),
  );
}

/** What a page as a file holds. */
export function addPageOptions(command: Command): Command {
  return command
    .option('--no-values', 'leave rows, parameters and literals out of the page, for where everybody may read it')
    .addOption(
      new Option('--max-exchanges <number>', 'exchanges that the page holds')
        .default(MAX_PAGE_EXCHANGES)
        .argParser(parseCount),
    );
}

/** What a run may cost. */
export function maxQueriesOption(): Option {
  const what = 'budget: exit with 5 where more statements are executed in a scope (a test)';
  return new Option('--max-queries <number>', what).argParser(parseLimit);
}

export interface CommandFlags {
  /** Environment variables, beside the usual ones, that hold a database URL for the command. */
  readonly urlEnv: readonly string[];
}

/** The command to run, behind `--`. */
export function addCommandArgument(command: Command): Command {
  return command
    .argument('[command...]', 'behind --: a command to run with its connection in the environment')
    .addOption(
      new Option('--url-env <name>', 'another variable with a database URL to point here for the command; repeatable')
        .default([], 'DATABASE_URL and its like')
        .argParser(collect),
    );
}

/** The flags with the defaults that hold while a command is run: any free port, and a log of failures for people. */
export function flagsForCommand<F extends ServingFlags>(flags: F, words: readonly string[], command: Command): F {
  if (words.length === 0) return flags;
  const isDefault = (name: keyof ServingFlags) => command.getOptionValueSource(name) === 'default';
  return {
    ...flags,
    ...(isDefault('port') && { port: 0 }),
    ...(isDefault('logLevel') && { logLevel: 'error' }),
    ...(flags.logFormat === undefined && { logFormat: 'pretty' }),
  };
}

export function latencyOption(): Option {
  return new Option(
    '--latency <time>',
    'how long answers are held back: none, recorded (as long as the recorded server took to begin), 2x, 50ms',
  ).argParser(parseLatencyOption);
}
