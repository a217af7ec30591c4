// The object `mysqld` of scripts: `session`, what is known of the connection, and `global`, what all of them share.

import type { GlobalStore } from '../../script/global-store.ts';
import type { ConnectionFacts } from '../../script/script.ts';
import { ScriptFailure } from '../../script/script-failure.ts';
import type { Effects } from './effects.ts';

export interface Mysqld {
  readonly session: { port: number; ssl_cipher: string; mysqlx_ssl_cipher: string; ssl_session_cache_hits: number };
  readonly global: object;
}

/** @param global as all connections share it */
export function createMysqld(global: object): Mysqld {
  const session = { port: 0, ssl_cipher: '', mysqlx_ssl_cipher: '', ssl_session_cache_hits: 0 };
  return { session, global };
}

export function describeConnection({ session }: Mysqld, { port, tlsResumptions }: ConnectionFacts): void {
  session.port = port;
  session.ssl_session_cache_hits = tlsResumptions;
  session.ssl_cipher = '';
  session.mysqlx_ssl_cipher = '';
}

/** Stores what `value` is now. @throws ScriptFailure for what has no JSON, with the words of MySQL Router's mock server */
export function store(globals: GlobalStore, json: JSON, key: string, value: unknown): void {
  const text = json.stringify(value) as string | undefined;
  if (text === undefined) throw new ScriptFailure('basic_string: construction from null is not valid');
  globals.set(key, text);
}

/**
 * `mysqld.global`: each read and each write goes to the store.
 * @param json of the realm: what is read is a value of that realm
 */
export function createGlobal(globals: GlobalStore, json: JSON, effects: Effects): object {
  const { readGlobals, changed } = effects;
  const textOf = (key: string | symbol): string | undefined => {
    readGlobals();
    return typeof key === 'string' ? globals.get(key) : undefined;
  };
  const read = (key: string | symbol): unknown => {
    const text = textOf(key);
    return text === undefined ? undefined : json.parse(text);
  };
  return new Proxy(
    {},
    {
      get: (_, key) => read(key),
      set: (_, key, value) => {
        changed();
        if (typeof key === 'string') store(globals, json, key, value);
        return true;
      },
      has: (_, key) => textOf(key) !== undefined,
      // As there: the entry goes, and the expression is false.
      deleteProperty: (_, key) => {
        changed();
        return typeof key === 'string' && globals.delete(key) && false;
      },
      ownKeys: () => {
        readGlobals();
        return globals.keys();
      },
      getOwnPropertyDescriptor: (_, key) => {
        if (textOf(key) === undefined) return undefined;
        return { value: read(key), writable: true, enumerable: true, configurable: true };
      },
    },
  );
}
