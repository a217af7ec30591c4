import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const PERMISSIVE =
  /^(?:MIT|MIT-0|ISC|BSD-2-Clause|BSD-3-Clause|0BSD|Apache-2\.0|BlueOak-1\.0\.0|Unlicense|CC0-1\.0|Python-2\.0|WTFPL)$/;

interface Sbom {
  readonly components: readonly {
    readonly name: string;
    readonly licenses?: readonly { readonly expression: string }[];
  }[];
}

test('everything that is installed with the package, or bundled in it, has a permissive licence', () => {
  const run = spawnSync(process.execPath, [join(ROOT, 'test', 'sbom.js')], { encoding: 'utf8' });
  const { components } = JSON.parse(run.stdout) as Sbom;
  expect(components.length).toBeGreaterThan(20);
  // what is bundled is known once it is built
  if (existsSync(join(ROOT, 'dist', 'LICENCES.txt'))) {
    expect(components.map(({ name }) => name)).toEqual(expect.arrayContaining(['better-sqlite3', 'fastify', 'pino']));
  }
  const others = components.filter(({ licenses }) => {
    const words = (licenses?.[0]?.expression ?? 'none').replace(/[()]/g, '').split(/ (?:OR|AND) /);
    return !words.some((word) => PERMISSIVE.test(word));
  });
  expect(others.map(({ name, licenses }) => `${name}: ${licenses?.[0]?.expression ?? 'none'}`)).toEqual([]);
});
