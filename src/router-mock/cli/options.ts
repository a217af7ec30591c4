// The options of MySQL Router's `mysql_server_mock`, read as that program reads them, its messages included.

/** An option that was given wrongly; the program ends with this message. */
export class OptionError extends Error {}

export interface ServerMockOptions {
  readonly isVersion: boolean;
  readonly isHelp: boolean;
  readonly isVerbose: boolean;
  readonly filename: string;
  readonly bindAddress: string;
  /** Text of --port as it was given, for the log file's name. */
  readonly portText: string;
  /** Null: no TCP listener. */
  readonly port: number | null;
  readonly socket: string | null;
  readonly xPort: number | null;
  readonly xSocket: string | null;
  readonly httpPort: number | null;
  readonly modulePrefix: string;
  readonly loggingFolder: string | null;
  readonly ssl: SslOptions;
}

/** As given; empty where they were not. */
export interface SslOptions {
  readonly mode: string;
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
  readonly caPath: string;
  readonly crl: string;
  readonly crlPath: string;
  readonly cipher: string;
  readonly tlsVersion: string;
}

interface OptionShape {
  readonly names: readonly string[];
  /** What its value is called; null where it takes none. */
  readonly value: string | null;
  readonly isValueOptional?: true;
  readonly help: string;
}

const OPTIONS: readonly OptionShape[] = [
  { names: ['-V', '--version'], value: null, help: 'Print version information and exit.' },
  { names: ['-?', '--help'], value: null, help: 'Print this help and exit.' },
  { names: ['-f', '--filename'], value: 'path', help: 'Script with statements and their responses.' },
  { names: ['-B', '--bind-address'], value: 'address', help: 'Address to listen on (default: 0.0.0.0).' },
  { names: ['-P', '--port'], value: 'int', help: 'TCP port of the classic protocol (default: 3306).' },
  { names: ['--socket'], value: 'path', help: 'Unix socket of the classic protocol.' },
  { names: ['-X', '--xport'], value: 'int', help: 'TCP port of the X protocol.' },
  { names: ['--xsocket'], value: 'path', help: 'Unix socket of the X protocol.' },
  { names: ['--http-port'], value: 'int', help: 'TCP port of the REST API.' },
  {
    names: ['--module-prefix'],
    value: 'path',
    help: 'Base folder of modules that scripts require (default: current).',
  },
  { names: ['--verbose'], value: null, help: 'Log more.' },
  { names: ['--logging-folder'], value: 'path', help: 'Folder of the log file (default: log to the console).' },
  { names: ['--core-file'], value: '0|1', isValueOptional: true, help: 'Write a core file if the program crashes.' },
  { names: ['--ssl-mode'], value: 'mode', help: 'DISABLED, PREFERRED or REQUIRED (default: DISABLED).' },
  { names: ['--ssl-cert'], value: 'path', help: 'Certificate, PEM.' },
  { names: ['--ssl-key'], value: 'path', help: 'Its key, PEM.' },
  { names: ['--ssl-ca'], value: 'path', help: "CA of clients' certificates, PEM." },
  { names: ['--ssl-capath'], value: 'path', help: 'Folder of such CAs.' },
  { names: ['--ssl-crl'], value: 'path', help: 'Revoked certificates of clients, PEM.' },
  { names: ['--ssl-crlpath'], value: 'path', help: 'Folder of such lists.' },
  { names: ['--ssl-cipher'], value: 'ciphers', help: 'OpenSSL cipher list.' },
  { names: ['--tls-version'], value: 'version', help: 'TLSv1, TLSv1.1, TLSv1.2 or TLSv1.3.' },
];

/** @throws OptionError */
export function parseServerMockOptions(argv: readonly string[], currentFolder: string): ServerMockOptions {
  const given = parseWords(argv);
  const value = (name: string) => given.get(name) ?? '';
  const has = (name: string) => given.has(name);
  checkCoreFile(given);
  const portText = value('--port');
  const hasClassic = has('--port') || has('--socket');
  return {
    isVersion: has('--version'),
    isHelp: has('--help'),
    isVerbose: has('--verbose'),
    filename: value('--filename'),
    bindAddress: value('--bind-address') || '0.0.0.0',
    portText,
    port: hasClassic ? portOf(given, '--port', 'mock_server:classic') : 3306,
    socket: value('--socket') || null,
    xPort: portOf(given, '--xport', 'mock_server:x'),
    xSocket: value('--xsocket') || null,
    httpPort: portOf(given, '--http-port', 'http_server'),
    modulePrefix: value('--module-prefix') || currentFolder,
    loggingFolder: value('--logging-folder') || null,
    ssl: {
      mode: value('--ssl-mode'),
      cert: value('--ssl-cert'),
      key: value('--ssl-key'),
      ca: value('--ssl-ca'),
      caPath: value('--ssl-capath'),
      crl: value('--ssl-crl'),
      crlPath: value('--ssl-crlpath'),
      cipher: value('--ssl-cipher'),
      tlsVersion: value('--tls-version'),
    },
  };
}

export function helpText(): string {
  const lines = OPTIONS.map(({ names, value, isValueOptional, help }) => {
    const suffix = value === null ? '' : isValueOptional ? ` [<${value}>]` : ` <${value}>`;
    return `  ${names.join(', ')}${suffix}\n        ${help}`;
  });
  return `Usage: mysql_server_mock [options]\n\n${lines.join('\n')}\n`;
}

/** Values by the option's long name; the last one given counts. */
function parseWords(argv: readonly string[]): Map<string, string> {
  const given = new Map<string, string>();
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] as string;
    const [name = '', ...rest] = word.split('=');
    const shape = OPTIONS.find(({ names }) => names.includes(name));
    if (!word.startsWith('-')) throw new OptionError(`invalid argument '${word}'.`);
    if (shape === undefined) throw new OptionError(`unknown option '${name}'.`);
    const long = shape.names.at(-1) as string;
    const next = argv[at + 1];
    if (word.includes('=')) given.set(long, rest.join('='));
    else if (shape.value === null) given.set(long, '');
    else if (next !== undefined && !next.startsWith('-')) {
      given.set(long, next);
      at++;
    } else if (shape.isValueOptional) given.set(long, '');
    else throw new OptionError(`option '${word}' expects a value, got nothing`);
  }
  return given;
}

function checkCoreFile(given: ReadonlyMap<string, string>): void {
  if (['', '0', '1'].includes(given.get('--core-file') ?? '')) return;
  throw new OptionError("Value for parameter '--core-file' needs to be one of: ['0', '1']");
}

/** Null for none, and for 0. */
function portOf(given: ReadonlyMap<string, string>, name: string, section: string): number | null {
  const text = given.get(name);
  if (text === undefined) return null;
  if (/^\d+$/.test(text) && Number(text) <= 65535) return Number(text) || null;
  throw new OptionError(`option port in [${section}] needs value between 0 and 65535 inclusive, was '${text}'`);
}
