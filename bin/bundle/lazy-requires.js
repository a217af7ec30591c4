// A library that must be there at once, and only where it is asked for, is required in the sources; the bundler knows the
// plain `require`, not the one that Node makes for an ES module.

const LAZY = /createRequire\(import\.meta\.url\)\(('[^'.][^']*')\)/g;

/**
 * A plugin of rolldown: such a library becomes a part of the bundle. It is evaluated when it is asked for, and read and compiled
 * with what asks for it.
 */
export function lazyRequires() {
  return transforming((code) => code.replace(LAZY, 'require($1)'));
}

/**
 * A plugin of rolldown: such a library is a file of its own, which is not even read before it is asked for.
 *
 * @param {Readonly<Record<string, string>>} files by library, its file beside the bundle; others are left as they are
 */
export function separateRequires(files) {
  return transforming((code) =>
    code.replace(LAZY, (all, quoted) => {
      const file = files[quoted.slice(1, -1)];
      return file === undefined ? all : all.replace(quoted, `'./${file}'`);
    }),
  );
}

function transforming(handler) {
  return { name: 'lazy-requires', transform: { filter: { id: /\/src\/.*\.ts$/ }, handler } };
}
