import { expect, test } from 'vitest';
import { schemaErrors } from '../../../../src/core/files/schema-errors.ts';

const SCHEMA = {
  type: 'object',
  required: ['kind'],
  additionalProperties: false,
  properties: { kind: { enum: ['a', 'b'] }, 'x/y': { type: 'array', items: { type: 'integer' } } },
};

test.each([
  [{ kind: 'a' }, []],
  [{ kind: 'c' }, [{ path: ['kind'], what: 'must be equal to one of the allowed values: a, b' }]],
  [{}, [{ path: [], missingKey: 'kind', unknownKey: null }]],
  [{ kind: 'a', kin: 1 }, [{ path: [], unknownKey: 'kin' }]],
  [{ kind: 'a', 'x/y': [1, 'two'] }, [{ path: ['x/y', '1'], keyword: 'type', what: 'must be integer' }]],
])('%j is told where and how it is wrong', (value, errors) => {
  const found = schemaErrors(SCHEMA, value);
  expect(found).toHaveLength(errors.length);
  expect(found).toMatchObject(errors);
});

test('all that is wrong, for a value that may have one of several forms', () => {
  expect(schemaErrors({ ...SCHEMA }, { kind: 'c', kin: 1 }, { isAll: true })).toHaveLength(2);
});
