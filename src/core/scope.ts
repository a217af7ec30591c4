// A scope: one of the tests, or other parts, that one recording holds side by side. Each replays from its own beginning.

/** Connection attribute that names the scope of a connection. */
const SCOPE_ATTRIBUTE = 'mock_scope';
const SEPARATOR = '+';

/**
 * What a client's user name says: `app+login test` is the user `app` in the scope `login test`. A user whose own name holds
 * a plus has one more at its end: `a+b+` is the user `a+b`.
 */
export interface ScopedUser {
  readonly user: string;
  /** Empty where none is named. */
  readonly scope: string;
}

/** The scope of connections that name none: the empty name, or the one that was begun last for all of them. */
export interface UnnamedScope {
  readonly current: string;
}

/**
 * What a statement says of the scope. `begins`: from here on the connection is in it; the empty name is the unnamed scope.
 * `mixed`: it sets something else as well, or no plain text, which cannot be told apart.
 */
export type ScopeStatement = { readonly kind: 'begins'; readonly scope: string } | { readonly kind: 'mixed' };

/**
 * The user and the scope of a login; the name's suffix goes before the attribute.
 * @param attributes connection attributes by name
 */
export function scopedUser(name: string, attributes: ReadonlyMap<string, string>): ScopedUser {
  const at = suffixStart(name);
  if (at < 0) return { user: name, scope: attributes.get(SCOPE_ATTRIBUTE) ?? '' };
  const scope = name.slice(at + 1) || (attributes.get(SCOPE_ATTRIBUTE) ?? '');
  return { user: name.slice(0, at), scope };
}

/** A user name's bytes without the scope behind them; the same buffer where there is none. */
export function userWithoutScope(name: Buffer): Buffer {
  const at = suffixStart(name.toString('latin1'));
  return at < 0 ? name : name.subarray(0, at);
}

/** Where the last separator stands, with something before it; -1 where there is none. */
function suffixStart(name: string): number {
  const at = name.lastIndexOf(SEPARATOR);
  return at > 0 ? at : -1;
}
