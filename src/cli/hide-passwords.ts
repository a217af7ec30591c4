// Passwords on the command line: everybody on the machine can read them in the process list while we run.

/** `scheme://user:password@` within a word. */
const PASSWORD = /([a-z][a-z0-9+.-]{0,30}:\/\/[^\s:@/]{0,200}:)([^\s/]{1,500})@/i;

/** `user:password@` of a server's address without a scheme. */
const BARE_PASSWORD = /^((?:--upstream=)?[^\s:@/]{1,200}:)(?!\/\/)([^\s/]{1,500})@/i;
const UPSTREAM = /^--upstream(?:=|$)/;

/**
 * Overwrites the command line in the process list where it holds a password, as far as the system allows it.
 * @returns a line to warn with; null where there is none
 */
export function hidePasswords(argv: readonly string[]): string | null {
  const shown = argv.map((word, at) => {
    const hidden = word.replace(PASSWORD, '$1***@');
    const isAddress = UPSTREAM.test(word) || argv[at - 1] === '--upstream';
    return isAddress ? hidden.replace(BARE_PASSWORD, '$1***@') : hidden;
  });
  if (shown.every((word, at) => word === argv[at])) return null;
  process.title = ['mock', ...shown].join(' ');
  return (
    'a password on the command line can be read in the process list until it is overwritten, and in the history of the ' +
    'shell: leave it to MYSQL_PWD, an option file, or a URL in the variable that --upstream-env names'
  );
}
