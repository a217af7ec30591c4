// `npm run sbom`: what the package brings along when it is installed, with licences, as CycloneDX 1.5 JSON on stdout.
import { readFileSync } from 'node:fs';

const read = (file) => JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'));

/** Of the lock file, without what only development needs. */
export function components() {
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
