import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { schemaErrors } from '../../../../src/core/files/schema-errors.ts';
import { jsonSource, readSource } from '../../../../src/core/files/source.ts';
import { temporaryFolder } from '../../../support/serving.ts';

test.each([
  ['a.json', '{\n  // a comment\n  "rules": [{ "kind": "any" }],\n}', { line: 3, column: 23 }],
  ['a.yaml', '# a comment\nrules:\n  - kind: any\n', { line: 3, column: 11 }],
  ['a.mjs', 'export default { rules: [{ kind: "any" }] };', null],
])('%s is a value, and its parts have their places', async (name, text, place) => {
  await using folder = await temporaryFolder();
  await writeFile(folder.file(name), text);
  const source = await readSource(folder.file(name));
  expect(source.value).toEqual({ rules: [{ kind: 'any' }] });
  expect(source.placeOf(['rules', 0, 'kind'])).toEqual(place);
  expect(source.placeOf(['rules', '0', 'kind'])).toEqual(place);
});

test.each([
  ['a.json', '// nothing yet\n/* nor here */\n'],
  ['a.yaml', '# nothing yet\n'],
])('%s of comments alone says nothing', async (name, text) => {
  await using folder = await temporaryFolder();
  await writeFile(folder.file(name), text);
  expect((await readSource(folder.file(name))).value).toBeNull();
});

test('what is not there has the place of what would hold it', () => {
  const { placeOf } = jsonSource('{\n"rules": [\n{}]}', 'a.json');
  expect(placeOf(['rules', 0, 'kind'])).toEqual({ line: 3, column: 1 });
  expect(placeOf(['other'])).toEqual({ line: 1, column: 1 });
});

test.each([
  ['a.json', '{"a": ]', 'the settings:1:7: no JSON: ValueExpected'],
  ['a.yaml', 'a: [1,\n', 'the settings:2:1: no YAML: '],
  ['a.mjs', 'throw new Error("not today")', 'the settings cannot be loaded: not today'],
])('%s that is wrong is told in one line', async (name, text, message) => {
  await using folder = await temporaryFolder();
  await writeFile(folder.file(name), text);
  const error = (await readSource(folder.file(name), 'the settings').catch((one: Error) => one)) as Error;
  expect(error).toMatchObject({ code: 'USAGE' });
  expect(error.message).toContain(message);
  expect(error.message).not.toContain('\n');
});

test('a file that is not there is told', async () => {
  await expect(readSource('/nowhere/a.json')).rejects.toThrow('/nowhere/a.json cannot be read: ');
});

test('what a schema does not allow is told with its path', () => {
  const schema = {
    type: 'object',
    required: ['a'],
    properties: { a: { enum: ['x', 'y'] }, 'b/c': { type: 'string' } },
    additionalProperties: false,
  };
  expect(schemaErrors(schema, { a: 'x' })).toEqual([]);
  expect(schemaErrors(schema, { a: 'z' })).toMatchObject([
    { path: ['a'], what: 'must be equal to one of the allowed values: x, y', unknownKey: null },
  ]);
  expect(schemaErrors(schema, {})).toMatchObject([{ path: [], missingKey: 'a' }]);
  expect(schemaErrors(schema, { a: 'x', d: 1 })).toMatchObject([{ path: [], unknownKey: 'd', schema }]);
  expect(schemaErrors(schema, { a: 'x', 'b/c': 1 })).toMatchObject([{ path: ['b/c'] }]);
});
