// Findings as SARIF, which code hosts show beside a change.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html

import { version } from '../version.ts';
import type { Finding, FindingKind, ScopeStats } from './collect.ts';

const RULES: Readonly<Record<FindingKind, string>> = {
  'n+1': 'The same statement is asked many times in a row with other values',
  duplicate: 'The same statement is asked again with the same values and the same answer',
  unlimited: 'A read without LIMIT returned many rows',
  literals: 'Values stand in the text of a statement that should be parameters',
  budget: 'More statements, or more time in them, than the budget allows',
};

/** @param file the recording, as it is named relative to the repository */
export function statsSarif(scopes: readonly ScopeStats[], file: string): string {
  const rules = Object.entries(RULES).map(([id, text]) => ({ id, shortDescription: { text } }));
  const results = scopes.flatMap(({ findings }) => findings).map((finding) => resultOf(finding, file));
  const driver = { name: 'mock', version, rules };
  const run = { tool: { driver }, results };
  const schema = 'https://json.schemastore.org/sarif-2.1.0.json';
  return `${JSON.stringify({ $schema: schema, version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

function resultOf({ kind, scope, digest, text, message, exchanges }: Finding, file: string): object {
  const where = scope === '' ? '' : ` (in ${scope})`;
  return {
    ruleId: kind,
    level: kind === 'budget' ? 'error' : 'warning',
    message: { text: `${text === '' ? '' : `${text}: `}${message}${where}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: file.split('\\').join('/') } } }],
    partialFingerprints: { statement: `${kind}:${digest}:${scope}` },
    properties: { exchanges },
  };
}
