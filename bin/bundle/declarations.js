// The types that are published: those that the public modules reach, out of all that tsc has made. They must compile where
// nothing but this package and Node's types is installed.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const IMPORT = /\b(?:from|import\()\s*['"](\.[^'"]+)['"]/g;
const WHOLE_LIBRARY = /^import type (\w+) from '(?!node:|\.)[^']+';$/gm;
const OF_LIBRARY = /^import (?:type )?\{ ([\w, ]+) \} from '(?!node:|\.)[^']+';$/gm;
/** How a CommonJS module's types name those of an ES module; TypeScript 5.3 and newer. */
const COMMON_JS = `import type { HelperOptions, RecordingHandle } from './types/testing/use-recording.js' with { 'resolution-mode': 'import' };
/** Records anew with \`jest -u\`. Call it once in a file of tests, before them. */
export declare function useRecording(options: HelperOptions): RecordingHandle;
`;

/**
 * A plugin of rolldown.
 *
 * @param {string} from tsc's folder
 * @param {string} to where they go, in folders as there
 * @param {readonly string[]} entries without their ending
 */
export function declarations(from, to, entries) {
  return {
    name: 'declarations',
    generateBundle() {
      const taken = new Set();
      const take = (file) => {
        if (taken.has(file)) return;
        taken.add(file);
        const text = readFileSync(file, 'utf8');
        const place = join(to, relative(from, file));
        mkdirSync(dirname(place), { recursive: true });
        // only what is not ours to publish has a library in its signature: a class that no user makes
        writeFileSync(
          place,
          text
            .replace(OF_LIBRARY, unknowns)
            .replace(WHOLE_LIBRARY, unknownNamespace)
            .replaceAll(/(['"]\.[^'"]+)\.ts(['"])/g, '$1.js$2'),
        );
        for (const [, target = ''] of text.matchAll(IMPORT)) {
          take(join(dirname(file), target.replace(/\.[jt]s$/, '.d.ts')));
        }
      };
      for (const entry of entries) take(join(from, `${entry}.d.ts`));
      writeFileSync(join(to, '..', 'jest.d.cts'), COMMON_JS);
    },
  };
}

function unknowns(_line, names) {
  return names
    .split(', ')
    .map((name) => `type ${name.replace(/^type /, '')} = unknown;`)
    .join('\n');
}

/** The class that a module is bears the module's name. */
function unknownNamespace(_line, name) {
  return `declare namespace ${name} { export type ${name} = unknown; }`;
}
