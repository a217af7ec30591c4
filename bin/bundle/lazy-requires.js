// A library that must be there at once, and only where it is asked for, is required in the sources; the bundler knows the
// plain `require`, not the one that Node makes for an ES module.

/** A plugin of rolldown. */
export function lazyRequires() {
  return {
    name: 'lazy-requires',
    transform: {
      filter: { id: /\/src\/.*\.ts$/ },
      handler: (code) => code.replace(/createRequire\(import\.meta\.url\)\(('[^.'][^']*')\)/g, 'require($1)'),
    },
  };
}
