// `npm audit` without a network: no package of the lock file has a weakness that test/advisories.json knows.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const read = (file: string) => JSON.parse(readFileSync(join(ROOT, file), 'utf8'));

interface Advisory {
  readonly package: string;
  readonly id: string;
  readonly from: string;
  readonly fixed: string;
}

const { advisories } = read('test/advisories.json') as { readonly advisories: readonly Advisory[] };
/** Of the program, and of its site. */
const packages = ['package-lock.json', 'site/package-lock.json'].flatMap((lock) =>
  Object.entries(read(lock).packages as Record<string, { version?: string }>).map(([path, { version = '' }]) => ({
    name: path.slice(path.lastIndexOf('node_modules/') + 13),
    version,
  })),
);

const numbers = (version: string) => (version.split(/[-+]/, 1)[0] ?? '').split('.').map(Number);
/** Negative where `a` is before `b`; what is before a release (`2.0.0-1`) counts as the release. */
function compare(a: string, b: string): number {
  const [one, other] = [numbers(a), numbers(b)];
  const at = one.findIndex((number, index) => number !== other[index]);
  return at < 0 ? 0 : (one[at] ?? 0) - (other[at] ?? 0);
}

function weaknesses(of: readonly { readonly name: string; readonly version: string }[]): string[] {
  return of.flatMap(({ name, version }) =>
    advisories
      .filter((each) => each.package === name && compare(version, each.from) >= 0 && compare(version, each.fixed) < 0)
      .map(({ id, fixed }) => `${name} ${version}: ${id}, fixed in ${fixed}`),
  );
}

test('nothing that is installed, bundled or used in development has a known weakness', () => {
  expect(packages.length).toBeGreaterThan(300);
  expect(weaknesses(packages)).toEqual([]);
});

test('one that had is found', () => {
  const old = [
    { name: 'fastify', version: '5.3.1' },
    { name: 'fastify', version: '5.12.8' },
    { name: 'semver', version: '6.3.0' },
  ];
  expect(weaknesses(old).map((line) => line.split(',', 1)[0])).toEqual([
    'fastify 5.3.1: GHSA-mg2h-6x62-wpwc',
    'fastify 5.3.1: GHSA-jx2c-rxcm-jvmq',
    'fastify 5.3.1: GHSA-mrq3-vjjr-p77c',
    'fastify 5.3.1: GHSA-444r-cwp2-x5xf',
    'semver 6.3.0: GHSA-c2qf-rxjj-qqgw',
  ]);
  for (const { id, from, fixed } of advisories) expect([id, compare(from, fixed) < 0]).toEqual([id, true]);
});
