// Database URLs as programs have them in their environment, pointed at another server with all else left as it was
// written. Text is replaced, nothing is parsed and put together again, so that what only the driver understands stays.

/** Where the program under test is to connect. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** `mysql://`, `mysql2://` (Ruby), `mysql+pymysql://` (SQLAlchemy), `mariadb://`, `jdbc:mysql://`, several hosts too. */
const URL_PATTERN = /^((?:jdbc:)?(?:mysql|mariadb)[a-z0-9]*(?:[+:][a-z0-9_]+)*:\/\/)([^/?#]*)(.*)$/is;
/** go-sql-driver: `user:password@tcp(host:port)/database?…` */
const GO_PATTERN = /^((?:[^/]*@)?)(?:tcp6?|unix)\([^()]*\)(\/.*)$/s;
/** Parameters that would lead past the address: a socket wins over host and port in many drivers. */
const SOCKET_PARAMETERS: ReadonlySet<string> = new Set(['socket', 'socketpath', 'unix_socket', 'unixsocket']);

/** The URL with its host and port replaced; null where the text is no MySQL URL. */
export function pointedAt(url: string, { host, port }: Address): string | null {
  const [, scheme, authority, rest] = URL_PATTERN.exec(url) ?? [];
  if (scheme !== undefined && authority !== undefined) {
    const user = authority.slice(0, authority.lastIndexOf('@') + 1);
    return `${scheme}${user}${host}:${port}${withoutSocket(rest ?? '')}`;
  }
  const [, goUser, goRest] = GO_PATTERN.exec(url) ?? [];
  return goUser === undefined ? null : `${goUser}tcp(${host}:${port})${goRest}`;
}

/** @param rest path, parameters and fragment */
function withoutSocket(rest: string): string {
  const at = rest.indexOf('?');
  if (at < 0) return rest;
  const end = rest.indexOf('#', at) < 0 ? rest.length : rest.indexOf('#', at);
  const parameters = rest.slice(at + 1, end).split('&');
  const kept = parameters.filter((each) => !SOCKET_PARAMETERS.has((each.split('=')[0] ?? '').toLowerCase()));
  if (kept.length === parameters.length) return rest;
  return `${rest.slice(0, at)}${kept.length === 0 ? '' : `?${kept.join('&')}`}${rest.slice(end)}`;
}
