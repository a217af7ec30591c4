// The table of rooms in docs/architecture.md is the rule: who may import whom, and who may use which library.

import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const SRC = join(ROOT, 'src');

interface Room {
  readonly imports: ReadonlySet<string> | 'all';
  readonly libraries: ReadonlySet<string>;
}

/** Of one row: the cells between its bars. */
const cellsOf = (row: string) =>
  row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
const namesIn = (cell: string) => cell.replace(/\([^)]*\)/g, '').match(/@?[a-z0-9][\w@/.-]*/g) ?? [];

function readTable(): ReadonlyMap<string, Room> {
  const text = readFileSync(join(ROOT, 'docs', 'architecture.md'), 'utf8');
  const section = text.slice(text.indexOf('## Rooms, and who may import whom'));
  const rooms = new Map<string, Room>();
  for (const row of section.slice(0, section.indexOf('\nTo read it')).split('\n')) {
    const [name, , imports = '', libraries = ''] = row.startsWith('| `') ? cellsOf(row) : [];
    if (name === undefined) continue;
    const isNone = imports === 'nothing of ours';
    const before = [...rooms.keys()];
    rooms.set(name.replaceAll('`', ''), {
      imports:
        imports === 'everything'
          ? 'all'
          : new Set(isNone ? [] : imports === 'all of the above' ? before : namesIn(imports)),
      libraries: new Set(namesIn(libraries)),
    });
  }
  return rooms;
}

/** Packages that hold nothing but types. */
const TYPES = new Set(['estree', 'sarif']);
const IMPORT = /(?:\bfrom|\bimport\(|\bimport|\brequire\(|\bcreateRequire\(import\.meta\.url\)\()\s*'([\w@./:-]+)'/g;

interface Import {
  readonly from: string;
  readonly to: string;
}

const codeIn = (root: string) =>
  readdirSync(join(ROOT, root), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => path.replaceAll('\\', '/'));
const importsIn = (root: string): readonly Import[] =>
  codeIn(root).flatMap((from) =>
    [
      ...readFileSync(join(ROOT, root, from), 'utf8')
        .replace(/^ *(\/\*\*?|\*|\/\/).*$/gm, '')
        .matchAll(IMPORT),
    ].map(([, to = '']) => ({ from, to })),
  );
const files = codeIn('src');
const imports = importsIn('src');
const targetOf = ({ from, to }: Import) => normalize(join(dirname(from), to));
const roomOf = (path: string) => path.split('/')[0] ?? '';
/** Files beside the rooms, which everybody may read. */
const isShared = (path: string) => path === 'version.ts' || path === 'trace-schema.ts';

const table = readTable();

test('the table names every room', () => {
  const rooms = [...new Set(files.filter((path) => !isShared(path)).map(roomOf))].sort();
  expect([...table.keys()].sort()).toEqual(rooms);
});

test('no room imports another that the table does not allow', () => {
  const forbidden = imports.filter((each) => {
    if (!each.to.startsWith('.')) return false;
    const room = table.get(roomOf(each.from));
    const target = targetOf(each);
    if (isShared(each.from) || isShared(target) || roomOf(target) === roomOf(each.from)) return false;
    return room === undefined || (room.imports !== 'all' && !room.imports.has(roomOf(target)));
  });
  expect(forbidden.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

const foldersInOrder = [
  ['data', ['history', 'definitions', 'use', 'versions']],
  ['replay/volatile', ['values', 'carrying', 'certainty', 'finding']],
] as const;

test.each(foldersInOrder)('within %s each folder imports from those before it only', (room, order) => {
  const within = (path: string) => {
    const [folder = ''] = path.startsWith(`${room}/`) ? path.slice(room.length + 1).split('/') : [];
    return path.startsWith(`${room}/`) ? (order as readonly string[]).indexOf(folder) : null;
  };
  const upwards = imports.filter((each) => {
    const [from, to] = [within(each.from), each.to.startsWith('.') ? within(targetOf(each)) : null];
    return from !== null && to !== null && to > from;
  });
  expect(upwards.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  expect(files.filter((path) => within(path) === -1)).toEqual([]);
});

test('no room uses a library that the table does not give it', () => {
  const builtin = new Set(builtinModules);
  const nameOf = (specifier: string) =>
    specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/');
  // README's lines in headers name the package itself
  const used = imports
    .filter(({ to }) => !to.startsWith('mysql-replay'))
    .filter(({ to }) => !to.startsWith('.') && !to.startsWith('node:') && !builtin.has(to) && !TYPES.has(to));
  const forbidden = used.filter(({ from, to }) => table.get(roomOf(from))?.libraries.has(nameOf(to)) !== true);
  expect(forbidden.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

test('no circle of imports in the product and its page, not even of types', () => {
  const next = new Map<string, string[]>();
  for (const root of ['src', 'page']) {
    for (const from of codeIn(root)) next.set(`${root}/${from}`, []);
    for (const each of root === 'src' ? imports : importsIn(root)) {
      if (each.to.startsWith('.')) next.get(`${root}/${each.from}`)?.push(normalize(join(root, targetOf(each))));
    }
  }
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, way: readonly string[]): void => {
    const at = way.indexOf(file);
    if (at >= 0) circles.push([...way.slice(at), file].join(' -> '));
    if (at >= 0 || done.has(file)) return;
    for (const target of next.get(file) ?? []) visit(target, [...way, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  expect(circles).toEqual([]);
});

test('what is required late is named where it is required, so that the bundler sees it', () => {
  const unseen = files.filter((file) =>
    /createRequire\(import\.meta\.url\)(?!(?:\.resolve)?\(')/.test(readFileSync(join(SRC, file), 'utf8')),
  );
  expect(unseen).toEqual([]);
});
