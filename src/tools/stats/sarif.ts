// Findings as SARIF, which code hosts show beside a change.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html

import { isAbsolute, normalize } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Log, Result } from 'sarif';
import type { Finding, FindingKind, ScopeStats } from '../../store/counting/statistics-collector.ts';
import { version } from '../../version.ts';

const RULES: Readonly<Record<FindingKind, string>> = {
  'n+1': 'The same statement is asked many times in a row with other values',
  duplicate: 'The same statement is asked again with the same values and the same answer',
  unlimited: 'A read without LIMIT returned many rows',
  literals: 'Values stand in the text of a statement that should be parameters',
  budget: 'More statements, or more time in them, than the budget allows',
};

const KINDS: readonly string[] = Object.keys(RULES);

/** @param file the recording, as it is named relative to the repository */
export function statsSarif(scopes: readonly ScopeStats[], file: string): string {
  const rules = Object.entries(RULES).map(([id, text]) => ({ id, shortDescription: { text } }));
  const results = scopes.flatMap(({ findings }) => findings).map((finding) => resultOf(finding, file));
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'mock', version, rules } }, results }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function resultOf({ kind, scope, digest, text, message, exchanges }: Finding, file: string): Result {
  const where = scope === '' ? '' : ` (in ${scope})`;
  // code hosts want a line, and a recording has none
  const physicalLocation = { artifactLocation: { uri: uriOf(file) }, region: { startLine: 1 } };
  return {
    ruleId: kind,
    ruleIndex: KINDS.indexOf(kind),
    level: kind === 'budget' ? 'error' : 'warning',
    message: { text: `${text === '' ? '' : `${text}: `}${message}${where}` },
    locations: [{ physicalLocation, ...(scope !== '' && { logicalLocations: [{ name: scope }] }) }],
    partialFingerprints: { 'statement/v1': `${kind}:${digest}:${scope}` },
    properties: { exchanges },
  };
}

/** RFC 3986: relative where the path is, with all escaped that a URI cannot hold. */
function uriOf(file: string): string {
  if (isAbsolute(file)) return pathToFileURL(file).href;
  return normalize(file).split(/[\\/]/).map(encodeURIComponent).join('/');
}
