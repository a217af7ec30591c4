// Options that several commands share, and what they come to.

import type { Command } from 'commander';
import { LOG_FORMATS, LOG_LEVELS } from '../../core/log/create-logger.ts';
import { parseCount, parseLatencyOption, parseLimit, parsePort, parseTcpPort, parseUiPort } from '../values.ts';
import { choice, type FlagsOf, flag, inApi, list, negation, parsed, text } from './row.ts';

const CLIENT_SSL_MODES = ['DISABLED', 'PREFERRED', 'REQUIRED', 'VERIFY_CA'] as const;

const noneIsNull = (port: number | 'none') => (port === 'none' ? null : port);

/** Where to listen, and for whom. */
export const SERVING_OPTIONS = {
  port: inApi(
    'port',
    parsed('--port <number>', 'TCP port; 0 picks a free one, none listens on --socket only', parsePort, {
      default: 3307,
    }),
    noneIsNull,
  ),
  bind: inApi('host', text('--bind <address>', 'address to listen on', { default: '127.0.0.1' })),
  socket: inApi('socket', text('--socket <path>', 'Unix socket to listen on as well')),
  clientSslMode: inApi(
    'clientSslMode',
    choice('--client-ssl-mode <mode>', `TLS towards clients: ${CLIENT_SSL_MODES.join(', ')}`, CLIENT_SSL_MODES, {
      default: 'PREFERRED',
    }),
  ),
  clientSslCert: inApi(
    'clientSslCert',
    text('--client-ssl-cert <file>', 'our certificate, PEM (default: made on first use and kept)'),
  ),
  clientSslKey: inApi('clientSslKey', text('--client-ssl-key <file>', 'its key, PEM')),
  clientSslCa: inApi('clientSslCa', text('--client-ssl-ca <file>', "CA of clients' certificates, for VERIFY_CA")),
  maxConnections: inApi(
    'maxConnections',
    parsed('--max-connections <number>', 'past it a client gets error 1040, as from MySQL', parseCount, {
      default: 10_000,
    }),
  ),
  maxPerAddress: inApi(
    'maxPerAddress',
    parsed('--max-per-address <number>', 'the same for connections of one address (default: no limit)', parseCount),
  ),
  dataDir: inApi(
    'dataDir',
    text('--data-dir <folder>', 'where certificates and keys made on first use are kept (default: one of the user)'),
  ),
};

/** Where to listen for the X Protocol. */
export const X_OPTIONS = {
  xPort: inApi(
    'xPort',
    parsed('--x-port <number>', 'TCP port for the X Protocol; 0 picks a free one (default: none)', parsePort),
    noneIsNull,
  ),
  xSocket: inApi('xSocket', text('--x-socket <path>', 'Unix socket to listen on for the X Protocol')),
};

/** For whoever wants to see what passes. */
export const TRACE_OPTIONS = {
  trace: inApi(
    'trace',
    flag('--trace', 'print one line per packet on stderr, both ways: no secret, no value of a row'),
    () => (line: string) => void process.stderr.write(`${line}\n`),
  ),
};

const LOG_LEVEL = choice(
  '--log-level <level>',
  `${LOG_LEVELS.join(', ')}; debug adds stacks and causes to errors`,
  LOG_LEVELS,
  { default: 'info' },
);

/** Where output and log go. */
export const LOG_OPTIONS = {
  json: flag('--json', 'print one JSON object per line on stdout'),
  logLevel: LOG_LEVEL,
  /** Undefined: pretty on a terminal, JSON lines otherwise. */
  logFormat: choice(
    '--log-format <format>',
    `${LOG_FORMATS.join(', ')} (default: pretty on a terminal, json otherwise)`,
    LOG_FORMATS,
  ),
};

/** How errors are told by a command that has no log. */
export const ERROR_OPTIONS = {
  logLevel: LOG_LEVEL,
  logFormat: choice('--log-format <format>', `${LOG_FORMATS.join(', ')}: how errors are told`, LOG_FORMATS),
};

/** Of a command that prints one JSON object. @param what is printed */
export function jsonOption(what: string) {
  return flag('--json', `print ${what}`);
}

/** The REST API and the page; their token is read from the file by the command. */
export const HTTP_OPTIONS = {
  ui: parsed('--ui [port]', 'a page in the browser that shows what happens, live (default: a free port)', parseUiPort, {
    preset: '0',
    isOnce: true,
  }),
  httpPort: inApi(
    'httpPort',
    parsed('--http-port <number>', 'REST API and metrics; 0 picks a free port', parseTcpPort),
  ),
  httpBind: inApi(
    'httpHost',
    text('--http-bind <address>', 'address of the REST API, and of the page', { default: '127.0.0.1' }),
  ),
  httpTokenFile: text(
    '--http-token-file <file>',
    'token that clients of the REST API must send (Authorization: Bearer …), and the page (default: made anew)',
  ),
  uiHost: inApi(
    'httpNames',
    list('--ui-host <name>', 'a host name under which both are asked for, beside localhost; repeatable'),
  ),
};

/** @param what is laid over what is served */
export function overlayOptions(what: string) {
  const description = `${what} laid over it: JSON or a module, see docs/scripts.md`;
  return { overlay: inApi('overlay', text('--overlay <file>', description)) };
}

const MAX_PAGE_EXCHANGES = 50_000;

/** What a page as a file holds. */
export const PAGE_OPTIONS = {
  values: negation(
    '--no-values',
    'leave rows, parameters and literals out of the page, for where everybody may read it',
  ),
  maxExchanges: parsed('--max-exchanges <number>', 'exchanges that the page holds', parseCount, {
    default: MAX_PAGE_EXCHANGES,
  }),
};

/** @param what is written */
export function reportOptions(what: string) {
  const description = `${what}: .html (a page), .json, .xml (JUnit), .md; repeatable`;
  return { report: list('--report <file>', description), ...PAGE_OPTIONS };
}

/** What a run may cost. */
export const BUDGET_OPTIONS = {
  maxQueries: parsed(
    '--max-queries <number>',
    'budget: exit with 5 where more statements are executed in a scope (a test)',
    parseLimit,
  ),
};

/** The command to run, behind `--`. */
export const COMMAND_ARGUMENT = {
  '[command...]': 'behind --: a command to run with its connection in the environment',
};

export const COMMAND_OPTIONS = {
  urlEnv: list(
    '--url-env <name>',
    'another variable with a database URL to point here for the command; repeatable',
    'DATABASE_URL and its like',
  ),
};

export const LATENCY_OPTIONS = {
  latency: inApi(
    'latency',
    parsed(
      '--latency <time>',
      'how long answers are held back: none, recorded (as long as the recorded server took to begin), 2x, 50ms',
      parseLatencyOption,
    ),
  ),
};

export const IDENTITY_OPTION = text(
  '--identity <file>',
  'what does not count in statements: a list "identity" in JSON, YAML or a module',
  { ruleList: 'identity' },
);

export const RULES_OPTION = text(
  '--rules <file>',
  'values that differ at every run: a list "volatile" in JSON, YAML or a module',
  { ruleList: 'volatile' },
);

export type LogFlags = FlagsOf<typeof ERROR_OPTIONS> & { readonly json?: true };
export type ServingFlags = FlagsOf<typeof SERVING_OPTIONS> & LogFlags;
export type HttpFlags = FlagsOf<typeof HTTP_OPTIONS>;
export type ReportFlags = FlagsOf<ReturnType<typeof reportOptions>>;

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
