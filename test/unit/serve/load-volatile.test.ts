import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { rulesInComments } from '../../../src/replay/volatile/values/volatile-rules.ts';
import { gatherVolatile, loadVolatile, parseVolatile } from '../../../src/serve/load-volatile.ts';
import { temporaryFolder } from '../../support/serving.ts';

const yaml = `# what changes
volatile:
  - name: order ids
    statement: ^INSERT INTO orders
    positions: [1, 2]
    kind: uuid
  - kind: timestamp
`;
const json = `{
  // what changes
  "volatile": [
    { "name": "order ids", "statement": "^INSERT INTO orders", "positions": [1, 2], "kind": "uuid" },
    { "kind": "timestamp" },
  ]
}`;
const module = `export default { volatile: [{ name: 'order ids', kind: 'uuid' }, { kind: 'timestamp' }] };`;

test.each([
  ['rules.yaml', yaml, [3, 7]],
  ['rules.json', json, [4, 5]],
  ['rules.mjs', module, null],
])('rules are read from %s, each with its line', async (name, text, lines) => {
  await using folder = await temporaryFolder();
  const file = folder.file(name);
  await writeFile(file, text);
  const rules = await loadVolatile(file);
  expect(rules.map((rule) => [rule.name, rule.kind])).toEqual([
    ['order ids', 'uuid'],
    ['rule 2', 'timestamp'],
  ]);
  expect(rules.map(({ where }) => where)).toEqual(
    (lines ?? [0, 0]).map((line) => (line === 0 ? file : `${file}:${line}`)),
  );
});

test.each([
  [
    'an unknown kind',
    '[\n{"name": "a", "kind": "uid"}]',
    ':2: a: kind must be equal to one of the allowed values: uuid',
  ],
  ['an unknown name', '[\n{"kind": "uuid",\n"position": 1}]', ':3: rule 1: there is no "position"; a rule has name, '],
  ['no kind', '[\n{"name": "a"}]', ":2: a: must have required property 'kind'"],
  ['a pattern that is none', '[\n{"statement": "(", "kind": "uuid"}]', ':2: rule 1: Invalid regular expression'],
  ['a rule for everything', '[\n{"kind": "any"}]', ':2: rule 1: any would ignore every value'],
  [
    'two that contradict',
    '[\n{"kind": "uuid", "positions": [1]},\n{"kind": "any", "positions": [2, 1]}]',
    ':3: rule 2: contradicts rule 1: the same values are uuid at ',
  ],
  [
    'one that is bound in writes and anywhere',
    '[\n{"kind": "uuid"},\n{"kind": "uuid", "in": "anywhere"}]',
    ':3: rule 2: contradicts rule 1: the same values are in: writes at ',
  ],
  [
    'a clock that is any time',
    '[\n{"kind": "clock"},\n{"kind": "timestamp"}]',
    ':3: rule 2: contradicts rule 1: the same values are clock at ',
  ],
  [
    'one for what is only read',
    '[\n{"kind": "uuid", "statement": "^SELECT .* FROM orders"}]',
    ':2: rule 1: would bind what is only read, and nothing is stored there; make the rule for the statement that stores it',
  ],
  ['names of a kind of value', '[\n{"kind": "uuid", "names": "table"}]', ':2: rule 1: names are of no kind of value'],
  [
    'names by position',
    '[\n{"kind": "any", "names": "table", "positions": [1]}]',
    ':2: rule 1: names have no positions',
  ],
  ['names of nothing', '[\n{"kind": "any", "names": "tables"}]', ':2: rule 1: names must be equal to one of'],
  ['no JSON', '[\n\n[}', ':3:2: no JSON: '],
])('%s is an error that names the rule and the line', async (_what, list, message) => {
  await using folder = await temporaryFolder();
  const file = folder.file('rules.json');
  await writeFile(file, `{"volatile": ${list}}`);
  const error = await loadVolatile(file).catch((one: Error) => one);
  expect(error).toMatchObject({ code: 'USAGE' });
  expect((error as Error).message).toContain(`${file}${message}`);
  expect((error as Error).message).not.toContain('\n');
});

test.each(['^SELECT|^INSERT', '^(SELECT|INSERT) ', '^SELECTED', 'SELECT', '^\\s*INSERT'])(
  'a rule for %s may meet what is stored',
  (statement) => {
    expect(parseVolatile([{ statement, kind: 'uuid' }], () => 'here')).toHaveLength(1);
  },
);

test.each([
  ['rules.yaml', 'volatile:\n  - kind: uuid\n    positions: [0]\n', ':3: rule 1: positions.0 must be >= 1'],
  ['rules.yaml', 'volatile:\n  - kind: "uuid\n', ': no YAML'],
  ['rules.yaml', 'rules: []\n', ' has no list "volatile"'],
  ['rules.mjs', 'throw new Error("nothing here")', ' cannot be loaded: nothing here'],
])('%s that is wrong is told', async (name, text, message) => {
  await using folder = await temporaryFolder();
  const file = folder.file(name);
  await writeFile(file, text);
  const error = (await loadVolatile(file).catch((one: Error) => one)) as Error;
  expect(error.message.replace(/:\d+:\d+(: no YAML)/, '$1')).toContain(`${file}${message}`);
});

test('rules of a program are told by their place in the list', () => {
  expect(() => parseVolatile([{ kind: 'x' }], ([index]) => `volatile[${index}]`)).toThrow('volatile[0]: rule 1: kind');
});

test('rules of the options and of a file are one list', async () => {
  await using folder = await temporaryFolder();
  const file = folder.file('rules.json');
  await writeFile(file, '{"volatile": [\n{"kind": "token", "positions": [1]}]}');
  const [one, two] = await gatherVolatile([{ kind: 'uuid', positions: [2] }], file);
  expect([one?.where, two?.where]).toEqual(['volatile[0]', `${file}:2`]);
  await expect(gatherVolatile([{ kind: 'uuid', positions: [1] }], file)).rejects.toThrow(
    `${file}:2: rule 2: contradicts rule 1: the same values are uuid at volatile[0], token at ${file}:2`,
  );
});

test('a comment says what it ignores; what it says wrongly is told', () => {
  const refused: string[] = [];
  const rules = rulesInComments('/* mock.ignore uuid, timestamp 3, any 2 */ SELECT 1', (one) => refused.push(one));
  expect(rules.map(({ kind }) => kind)).toEqual(['uuid', 'timestamp', 'any']);
  expect(rules.map((rule) => [1, 2, 3].filter((position) => rule.coversValue(position)))).toEqual([
    [1, 2, 3],
    [3],
    [2],
  ]);
  expect(rulesInComments('/* mock.ignore uid, any */ SELECT 1', (one) => refused.push(one))).toEqual([]);
  expect(refused).toEqual([expect.stringContaining('"uid" is none of'), expect.stringContaining('"any" is none of')]);
});
