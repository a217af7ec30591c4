// `npm run sbom`: what the package brings along when it is installed and what is bundled in it, with licences, as CycloneDX 1.5
// JSON on stdout. What is bundled is known once `dist` is built.
import { existsSync, readFileSync } from 'node:fs';

const read = (file) => JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'));

/** Of the lock file, without what only development needs, and what parts of are in `dist`. */
export function components() {
  const installed = new Set();
  const all = [...installedComponents(), ...bundledComponents()];
  return all.filter(({ name, version }) => {
    const key = `${name}@${version}`;
    return !installed.has(key) && installed.add(key);
  });
}

/** As the bundler wrote them down; none where nothing is built. */
function bundledComponents() {
  const file = new URL('../dist/LICENCES.txt', import.meta.url);
  if (!existsSync(file)) {
    process.stderr.write('sbom: dist is not built, what is bundled is left out: npm run build\n');
    return [];
  }
  return [...readFileSync(file, 'utf8').matchAll(/^=== (\S+) (\S+) \((.+)\)$/gm)].map(([, name, version, license]) => ({
    name,
    version,
    license: license === 'undefined' ? null : license,
    integrity: undefined,
    isOptional: false,
  }));
}

function installedComponents() {
  return Object.entries(read('package-lock.json').packages)
    .filter(([path, { dev, devOptional, link, peer }]) => path !== '' && !dev && !devOptional && !link && !peer)
    .map(([path, { version, license, integrity, optional }]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      return { name, version, license: license ?? licenceOf(path), integrity, isOptional: optional === true };
    });
}

function licenceOf(path) {
  try {
    return read(`${path}/package.json`).license ?? null;
  } catch {
    return null;
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { name, version } = read('package.json');
  const sbom = {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: { type: 'application', name, version } },
    components: components().map((each) => ({
      type: 'library',
      name: each.name,
      version: each.version,
      purl: `pkg:npm/${each.name.replace('@', '%40')}@${each.version}`,
      scope: each.isOptional ? 'optional' : 'required',
      ...(each.license && { licenses: [{ expression: each.license }] }),
    })),
  };
  process.stdout.write(`${JSON.stringify(sbom, null, 2)}\n`);
}
