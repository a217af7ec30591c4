// Where to listen or connect, as people write it: `db:3306`, `root@db:3306`, `[::1]:3306`, `mysql://user@db:3306/shop`, `unix:/path`.

import { isIPv6 } from 'node:net';
import { MockError } from '../core/errors.ts';

export interface TcpEndpoint {
  readonly kind: 'tcp';
  /** A name or an address; an IPv6 address without its brackets. */
  readonly host: string;
  /** 0 to 65535; 0 asks for any free port and makes sense for listening only. */
  readonly port: number;
}

export interface UnixEndpoint {
  readonly kind: 'unix';
  readonly path: string;
}

export type Endpoint = TcpEndpoint | UnixEndpoint;

/** An endpoint and what else a URL says; each null where it says nothing. */
export interface EndpointUrl {
  readonly endpoint: Endpoint;
  readonly user: string | null;
  readonly password: string | null;
  readonly database: string | null;
  /** What stands behind the question mark, less `socket`, which makes the endpoint a Unix socket. */
  readonly parameters: Readonly<Record<string, string>>;
}

const EXPECTED = 'expected host:port, [::1]:port, mysql://user@host:port/database, unix:/path or /path/to.sock';
const URL_PATTERN = /^(?:mysql|mariadb|mysqlx):\/\//i;
/** A URL less its scheme, as MySQL's shell takes it too: `root@db:3306`. */
const BARE_URL = /^(?!unix:|\/)(?!\w+:\/\/)[^@]+@/i;

/** An endpoint in any of the forms above; of a URL only where it leads. Throws MockError `USAGE`. */
export function parseEndpoint(text: string, defaultPort: number): Endpoint {
  return parseEndpointUrl(text, defaultPort).endpoint;
}

/** An endpoint in any of the forms above with a URL's user, password, database and parameters. Throws MockError `USAGE`. */
export function parseEndpointUrl(text: string, defaultPort: number): EndpointUrl {
  if (URL_PATTERN.test(text)) return parseUrl(text, text, defaultPort);
  if (BARE_URL.test(text)) return parseUrl(`mysql://${text}`, text, defaultPort);
  return { endpoint: parsePlain(text, defaultPort), user: null, password: null, database: null, parameters: {} };
}

/** One form for messages, which parseEndpoint reads back: `127.0.0.1:3306`, `[::1]:3306`, `unix:/path`. */
export function describeEndpoint(endpoint: Endpoint): string {
  if (endpoint.kind === 'unix') return `unix:${endpoint.path}`;
  return endpoint.host.includes(':') ? `[${endpoint.host}]:${endpoint.port}` : `${endpoint.host}:${endpoint.port}`;
}

function parsePlain(text: string, defaultPort: number): Endpoint {
  if (text.startsWith('unix:')) return unixEndpoint(text.slice('unix:'.length), text);
  if (text.startsWith('/')) return unixEndpoint(text, text);
  if (isIPv6(text)) return { kind: 'tcp', host: text, port: defaultPort };
  const match = /^(?:\[([^\]]*)\]|([^:/?#@[\]\s]+))(?::(\d+))?$/.exec(text);
  if (match === null) throw unusable(text, EXPECTED);
  const [, bracketed, name, port] = match;
  if (bracketed !== undefined && !isIPv6(bracketed)) throw unusable(text, `${bracketed} is no IPv6 address`);
  const host = bracketed ?? name ?? '';
  if (/^\d+$/.test(host)) throw unusable(text, EXPECTED);
  return { kind: 'tcp', host, port: port === undefined ? defaultPort : parsePort(port, text) };
}

/** @param text as it was written, for messages */
function parseUrl(whole: string, text: string, defaultPort: number): EndpointUrl {
  const url = parseAuthority(whole, text);
  const parameters = Object.fromEntries(url.searchParams);
  const { socket, ...others } = parameters;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (socket === undefined && host === '') throw unusable(text, EXPECTED);
  const port = url.port === '' ? defaultPort : parsePort(url.port, text);
  return {
    endpoint: socket === undefined ? { kind: 'tcp', host, port } : unixEndpoint(socket, text),
    user: decoded(url.username, text),
    password: decoded(url.password, text),
    database: decoded(url.pathname.replace(/^\//, ''), text),
    parameters: others,
  };
}

function parseAuthority(whole: string, text: string): URL {
  try {
    return new URL(whole);
  } catch (cause) {
    throw unusable(text, EXPECTED, cause);
  }
}

function decoded(part: string, text: string): string | null {
  try {
    return part === '' ? null : decodeURIComponent(part);
  } catch (cause) {
    throw unusable(text, 'a % must be followed by two hexadecimal digits', cause);
  }
}

function unixEndpoint(path: string, text: string): UnixEndpoint {
  if (path === '' || path.includes('\0')) throw unusable(text, 'expected the path of a Unix socket');
  return { kind: 'unix', path };
}

function parsePort(digits: string, text: string): number {
  const port = Number(digits);
  if (port > 65535) throw unusable(text, `port ${digits} is out of range, expected 0 to 65535`);
  return port;
}

function unusable(text: string, reason: string, cause?: unknown): MockError {
  // A password in a URL must not reach a log through a message about a typing error.
  const shown = text.replace(/^((?:[\w:]+:\/\/)?[^:@/]*):.*@/, '$1:***@');
  return new MockError('USAGE', `"${shown}" is no address: ${reason}`, cause === undefined ? undefined : { cause });
}
