// What a module holds for as long as the process lives is in a table of docs/architecture.md, with the reason why it may.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const SRC = join(ROOT, 'src');
/** What can change: a variable, a collection that is empty at first, room to work in. Names in capitals are constants. */
const STATE =
  /^(?:export )?(?:let (\w+)|const ([a-z]\w*)(?:: [^=]+)? = (?:new (?:Map|WeakMap|RecentMap|Readings|PacketBatch)\b.*\(\w*\)|new (?:Set|WeakSet)(?:<.*>)?\(\)|\[\]);$)/gm;

test('modules hold no more than the table says', () => {
  const found = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) =>
      [...readFileSync(join(SRC, path), 'utf8').matchAll(STATE)].map(
        ([, variable, constant]) => `${path.replaceAll('\\', '/')} ${variable ?? constant}`,
      ),
    );
  const text = readFileSync(join(ROOT, 'docs', 'architecture.md'), 'utf8');
  const section = text.slice(text.indexOf('## What lives as long as the process')).split('\n## ')[0] ?? '';
  const told = [...section.matchAll(/^\| `([\w/.-]+\.ts)` \| ([^|]+) \|/gm)].flatMap(([, path, names = '']) =>
    [...names.matchAll(/`(\w+)`/g)].map(([, name]) => `${path} ${name}`),
  );
  expect(found.sort()).toEqual(told.sort());
});
