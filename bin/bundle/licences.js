// The licences of the libraries that are bundled, which all ask to go with every copy.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Of all bundles that were made so far. */
const folders = new Set();

/**
 * A plugin of rolldown.
 *
 * @param {string} file that is written, anew for each bundle with what those before it hold
 */
export function licences(file) {
  return {
    name: 'licences',
    generateBundle() {
      for (const folder of [...this.getModuleIds()].map(packageOf)) if (folder !== null) folders.add(folder);
      const texts = [...folders].map(licenceOf).sort();
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `dist holds parts of the following packages.\n\n${texts.join('\n')}`);
    },
  };
}

/** The folder of the package that a module is of; null for our own. */
function packageOf(id) {
  const [, folder = null] = /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id) ?? [];
  return folder;
}

function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const text = readdirSync(folder).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
  const path = text === undefined ? undefined : join(folder, text);
  const said = path !== undefined && existsSync(path) ? readFileSync(path, 'utf8').trim() : `Licence: ${license}`;
  return `=== ${name} ${version} (${license})\n\n${said}\n`;
}
