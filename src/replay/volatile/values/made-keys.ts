// Keys, certificates and requests for them that a program makes for itself when it is set up: each has a form that says by itself what it is.

/** One block or several (a chain), with whatever headers. https://www.rfc-editor.org/rfc/rfc7468 */
const pem =
  /^\s*(?:-----BEGIN [A-Z0-9 ]+-----[\r\n]+(?:[A-Za-z-]+:[^\r\n]*[\r\n]+)*[A-Za-z0-9+/=\s]{32,}-----END [A-Z0-9 ]+-----\s*)+$/;
const label = /-----BEGIN ([A-Z0-9 ]+)-----/g;
/** As in `authorized_keys`, with a comment behind it. https://www.rfc-editor.org/rfc/rfc4253#section-6.6 */
const ofSsh = /^((?:ssh|ecdsa-sha2|sk-ssh|sk-ecdsa-sha2)-[\w@.-]+) AAAA[A-Za-z0-9+/]{40,}={0,3}( [^\r\n]*)?\s*$/;

/** The shape of a value that is a key; null where it is none. Lengths of equal keys differ by some bytes. */
export function keyShape(content: string): string | null {
  if (content.includes('-----BEGIN ')) {
    return pem.test(content) ? `pem ${[...content.matchAll(label)].map(([, kind]) => kind).join(', ')}` : null;
  }
  const [, kind, comment = ''] = content.includes(' AAAA') ? (ofSsh.exec(content) ?? []) : [];
  return kind === undefined ? null : `ssh ${kind}${comment}`;
}
