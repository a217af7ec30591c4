// Rules for volatile values: `volatile` of a file, or of the options.

import type { Path } from '../core/files/source.ts';
import { VOLATILE_KINDS } from '../replay/volatile/values/volatile-kinds.ts';
import { type ActiveRule, activateRules, type VolatileRule } from '../replay/volatile/values/volatile-rules.ts';
import { NAMED_KINDS } from '../sql/values/named.ts';
import { checkRuleList, type RulesSchema, readRuleList } from './rules-file.ts';

/**
 * The rules of a file.
 * @throws MockError `USAGE` that names the file, the line and the rule
 */
export async function loadVolatile(file: string): Promise<readonly ActiveRule[]> {
  const { value, whereOf } = await readRuleList(file, 'volatile');
  return parseVolatile(value, whereOf);
}

/**
 * The rules of the options and those of a file, as one list: two of them may contradict as two of one list do.
 * @throws MockError `USAGE` that names the place and the rule
 */
export async function gatherVolatile(
  given: readonly VolatileRule[],
  file: string | undefined,
): Promise<readonly ActiveRule[]> {
  const ofOptions = { value: given as unknown, whereOf: ([index]: Path) => `volatile[${index ?? ''}]` };
  checkRuleList(ofOptions, VOLATILE_SCHEMA);
  const ofFile = file === undefined ? null : await readRuleList(file, 'volatile');
  if (ofFile !== null) checkRuleList(ofFile, VOLATILE_SCHEMA);
  const whereOf = (index: number) =>
    ofFile === null || index < given.length ? ofOptions.whereOf([index]) : ofFile.whereOf([index - given.length]);
  return activateRules([...given, ...((ofFile?.value ?? []) as readonly VolatileRule[])], whereOf);
}

/**
 * Rules that were read already.
 * @param whereOf names the place of a part of them, such as `mock.config.yaml:3`
 * @throws MockError `USAGE` that names the place and the rule
 */
export function parseVolatile(value: unknown, whereOf: (path: Path) => string): readonly ActiveRule[] {
  checkRuleList({ value, whereOf }, VOLATILE_SCHEMA);
  return activateRules(value as readonly VolatileRule[], (index) => whereOf([index]));
}

export const VOLATILE_SCHEMA = {
  type: 'array',
  items: {
    type: 'object',
    required: ['kind'],
    additionalProperties: false,
    properties: {
      name: { type: 'string', minLength: 1 },
      statement: { type: 'string', minLength: 1 },
      positions: { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'integer', minimum: 1 } },
      kind: { enum: VOLATILE_KINDS },
      in: { enum: ['writes', 'anywhere'] },
      names: { enum: [...NAMED_KINDS, 'any'] },
    },
  },
} as const satisfies RulesSchema;
