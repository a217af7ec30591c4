// What MySQL's environment variables and option files say of the real server, for what nothing nearer says.
// https://dev.mysql.com/doc/refman/en/environment-variables.html, https://dev.mysql.com/doc/refman/en/connecting.html

import { MockError } from '../../core/errors.ts';
import { describeEndpoint, type Endpoint } from '../../net/endpoint.ts';
import type { FileOption } from './option-files.ts';

/** A setting and where it came from. */
export interface Setting {
  readonly value: string;
  readonly origin: string;
}

/** Each null where nothing says it. */
export interface UpstreamDefaults {
  /** As `--upstream` takes it. */
  readonly upstream: Setting | null;
  readonly user: Setting | null;
  readonly password: Setting | null;
  /** As `--server-ssl-mode` takes it. */
  readonly sslMode: Setting | null;
  readonly sslCa: Setting | null;
  readonly sslCert: Setting | null;
  readonly sslKey: Setting | null;
}

const MYSQL_PORT = 3306;
/** In the order of their numbers, from 1. */
const SSL_MODES = ['DISABLED', 'PREFERRED', 'REQUIRED', 'VERIFY_CA', 'VERIFY_IDENTITY'];
const OFF: ReadonlySet<string> = new Set(['0', 'off', 'false']);

/** @throws MockError `USAGE` where a value makes no sense */
export function upstreamDefaults(options: ReadonlyMap<string, FileOption>, env: NodeJS.ProcessEnv): UpstreamDefaults {
  const ofFile = (name: string): Setting | null => {
    const option = options.get(name);
    return option === undefined || option.value === null ? null : { value: option.value, origin: option.origin };
  };
  const { MYSQL_HOST: host, MYSQL_TCP_PORT: port, MYSQL_UNIX_PORT: socket, MYSQL_PWD: password } = env;
  return {
    upstream: addressOf({
      host: ofEnvironment('MYSQL_HOST', host) ?? ofFile('host'),
      port: ofEnvironment('MYSQL_TCP_PORT', port) ?? ofFile('port'),
      socket: ofEnvironment('MYSQL_UNIX_PORT', socket) ?? ofFile('socket'),
      protocol: ofFile('protocol'),
    }),
    user: ofFile('user'),
    password: ofEnvironment('MYSQL_PWD', password) ?? ofFile('password'),
    sslMode: sslModeOf(options),
    sslCa: ofFile('ssl-ca'),
    sslCert: ofFile('ssl-cert'),
    sslKey: ofFile('ssl-key'),
  };
}

function ofEnvironment(name: string, value: string | undefined): Setting | null {
  return value === undefined || value === '' ? null : { value, origin: name };
}

interface AddressParts {
  readonly host: Setting | null;
  readonly port: Setting | null;
  readonly socket: Setting | null;
  readonly protocol: Setting | null;
}

/** A port alone names no server. As for MySQL's programs, localhost is the socket where there is one. */
function addressOf({ host, port, socket, protocol }: AddressParts): Setting | null {
  const isLocal = host === null || host.value === 'localhost';
  const isTcp = protocol?.value.toLowerCase() === 'tcp';
  if (socket !== null && isLocal && !isTcp) return named({ kind: 'unix', path: socket.value }, socket);
  if (host === null) return null;
  return named({ kind: 'tcp', host: host.value, port: portOf(port) }, host);
}

function named(endpoint: Endpoint, { origin }: Setting): Setting {
  return { value: describeEndpoint(endpoint), origin };
}

function portOf(port: Setting | null): number {
  if (port === null) return MYSQL_PORT;
  const number = /^\d{1,5}$/.test(port.value) ? Number(port.value) : Number.NaN;
  if (number >= 0 && number <= 65_535) return number;
  throw new MockError('USAGE', `${port.origin}: port ${port.value} is no number from 0 to 65535`);
}

/** `ssl-mode`, or what MariaDB and older programs have for it. */
function sslModeOf(options: ReadonlyMap<string, FileOption>): Setting | null {
  const mode = options.get('ssl-mode');
  if (mode !== undefined) {
    const value = mode.value?.toUpperCase() ?? '';
    const name = SSL_MODES.find((each) => each === value) ?? SSL_MODES[Number(value) - 1];
    if (name !== undefined) return { value: name, origin: mode.origin };
    throw new MockError('USAGE', `${mode.origin}: ssl-mode ${mode.value ?? ''} is none of ${SSL_MODES.join(', ')}`);
  }
  const off = options.get('skip-ssl') ?? options.get('disable-ssl');
  if (off !== undefined) return { value: 'DISABLED', origin: off.origin };
  const verify = options.get('ssl-verify-server-cert');
  if (verify !== undefined && !isOff(verify)) return { value: 'VERIFY_IDENTITY', origin: verify.origin };
  const ssl = options.get('ssl');
  return ssl === undefined ? null : { value: isOff(ssl) ? 'DISABLED' : 'REQUIRED', origin: ssl.origin };
}

function isOff({ value }: FileOption): boolean {
  return value !== null && OFF.has(value.toLowerCase());
}
