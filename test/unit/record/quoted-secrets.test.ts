import { expect, test } from 'vitest';
import { NO_FACTS, type ResponseFacts } from '../../../src/core/command.ts';
import { errorAlone, withoutQuote } from '../../../src/record/quoted-secrets.ts';

const error = (errorMessage: string): ResponseFacts => ({
  ...NO_FACTS,
  outcome: 'error',
  errorCode: 1064,
  sqlState: '42000',
  errorMessage,
});

test('what a syntax error quotes is taken out as a whole', () => {
  const facts = withoutQuote(error("right syntax to use near 'BY 'it''s\nsecret'' at line 1"));
  expect(facts?.errorMessage).toBe("right syntax to use near '***' at line 1");
  expect(withoutQuote(error("near 'cut off"))).toBe(null);
  expect(withoutQuote(error('Operation CREATE USER failed'))).toBe(null);
});

test('the response is written anew where nothing else stands in it', () => {
  const facts = error("near '***' at line 1");
  expect(errorAlone(facts)?.toString('latin1')).toBe("\x1d\0\0\x01\xff\x28\x04#42000near '***' at line 1");
  expect(errorAlone({ ...facts, affectedRows: 0n })).toBe(null);
  expect(errorAlone({ ...facts, columns: 1 })).toBe(null);
});
