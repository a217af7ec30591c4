// A user's own rules of what counts when statements are compared: `identity` of a file, or of the options.

import type { Path } from '../core/files/source.ts';
import { type IdentityRule, IGNORED_THINGS, makeRuleSet, type RuleSet } from '../identity/rule-set.ts';
import { checkRuleList, type RulesSchema, readRuleList } from './rules-file.ts';

/**
 * The rules of a file; null where its list is empty.
 * @throws MockError `USAGE` that names the file, the line and the rule
 */
export async function loadIdentity(file: string): Promise<RuleSet | null> {
  const { value, whereOf } = await readRuleList(file, 'identity');
  return parseIdentity(value, whereOf);
}

/**
 * Rules that were read already.
 * @param whereOf names the place of a part of them, such as `mock.config.yaml:3`
 * @throws MockError `USAGE` that names the place and the rule
 */
export function parseIdentity(value: unknown, whereOf: (path: Path) => string): RuleSet | null {
  checkRuleList({ value, whereOf }, IDENTITY_SCHEMA);
  return makeRuleSet(value as readonly IdentityRule[], (index) => whereOf([index]));
}

export const IDENTITY_SCHEMA = {
  type: 'array',
  items: {
    type: 'object',
    required: ['name'],
    additionalProperties: false,
    properties: {
      name: { type: 'string', minLength: 1 },
      statement: { type: 'string', minLength: 1 },
      ignore: { enum: IGNORED_THINGS },
      find: { type: 'string', minLength: 1 },
      replace: { type: 'string' },
    },
  },
} as const satisfies RulesSchema;
