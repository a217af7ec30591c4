// Passwords as frameworks hash them, each with a salt of its own that is drawn by chance: the same password has another hash at
// every run. The forms tell by themselves what they are.

/** In front of what chance gives stands what is the same in both: the algorithm and what it costs. Each a form without ends. */
const HASHES: readonly (readonly [name: string, head: RegExp, drawn: RegExp])[] = [
  ['bcrypt', /(?:\$wp)?\$2[abxy]?\$\d\d\$/, /[./A-Za-z0-9]{53}/],
  ['argon2', /\$argon2(?:id|i|d)\$v=\d+\$[a-z]=\d+(?:,[a-z]=\d+)*\$/, /[+/A-Za-z0-9]+\$[+/A-Za-z0-9]+/],
  // portable hashes of PHP (WordPress, phpBB), and Drupal's
  ['phpass', /\$[PH]\$[./0-9A-Za-z]/, /[./0-9A-Za-z]{30}/],
  ['phpass', /\$S\$[./0-9A-Za-z]/, /[./0-9A-Za-z]{51}/],
  ['crypt', /\$1\$/, /[./0-9A-Za-z]{1,8}\$[./0-9A-Za-z]{22}/],
  ['crypt', /\$[56]\$(?:rounds=\d+\$)?/, /[./0-9A-Za-z]{1,16}\$(?:[./0-9A-Za-z]{86}|[./0-9A-Za-z]{43})/],
  ['crypt', /\$g?y\$[./0-9A-Za-z]+\$/, /[./0-9A-Za-z]{1,86}\$[./0-9A-Za-z]{43}/],
];

/** Those that stand for a whole value: their ends are not told by their form. */
const WHOLE: readonly (readonly [name: string, head: RegExp, drawn: RegExp])[] = [
  ['pbkdf2', /(?:\$?pbkdf2(?:[_:-]sha\d+)?|pbkdf2)[$:]\d+[$:]/, /[^$:]+[$:][.+/=A-Za-z0-9]+/],
  ['scrypt', /\$?scrypt[$:][\d,=a-z$:]*?/, /[+/=A-Za-z0-9]{8,}[$:][+/=A-Za-z0-9]{16,}/],
  ['md5 of Django', /(?:md5|sha1)\$/, /[^$]+\$[0-9a-f]{32,40}/],
  // MediaWiki's: `:pbkdf2:sha512:30000:64:salt:hash`, `:B:salt:hash`
  ['pbkdf2', /:pbkdf2:sha\d+:\d+:\d+:/, /[+/=A-Za-z0-9]+:[+/=A-Za-z0-9]+/],
  ['md5 of MediaWiki', /:B:/, /[0-9a-f]{1,8}:[0-9a-f]{32}/],
  ['LDAP', /\{S(?:SHA|MD5|SHA256|SHA384|SHA512)\}/i, /[+/A-Za-z0-9]{24,}={0,2}/],
];

const whole = [...HASHES, ...WHOLE].map(
  ([name, head, drawn]) => [name, new RegExp(`^(${head.source})${drawn.source}$`, head.flags)] as const,
);

/** One that stands within a text: `1796069686:$P$B…`, a document that holds one. */
export const HASH_WITHIN = new RegExp(
  HASHES.map(([, head, drawn]) => `(?:${head.source})${drawn.source}(?![./0-9A-Za-z$])`).join('|'),
);

/** The shape of a value that is a hash of a password; null where it is none. @param content a character per byte */
export function hashShape(content: string): string | null {
  if (!MARK.test(content)) return null;
  for (const [name, form] of whole) {
    const head = form.exec(content)?.[1];
    if (head !== undefined) return `${name} ${head} ${content.length}`;
  }
  return null;
}

/** What one of them has at the least. */
const MARK = /[$:}]/;
