// The rules of identity that a recording was made with: the version of ours, and its user's own.

import { MockError, messageOf } from '../core/errors.ts';
import type { RecordingReader } from '../core/recording.ts';
import { RULES, STATE_RULES } from './identity-rules.ts';
import { type IdentityRule, makeRuleSet, type RuleSet } from './rule-set.ts';

/** A recording, as far as it says what it was made with. */
export interface RuledRecording {
  readonly path: string;
  readonly meta: ReadonlyMap<string, string>;
}

const RULES_KEY = 'fingerprint_rules';
const STATE_RULES_KEY = 'state_rules';
const OWN_RULES_KEY = 'identity_rules';

/** Whether fingerprints of the recording are made as we make them. */
export function hasOurRules({ meta }: RuledRecording): boolean {
  return meta.get(RULES_KEY) === RULES;
}

/** Whether the words of its sessions' states are ours. */
export function hasOurStates({ meta }: Pick<RuledRecording, 'meta'>): boolean {
  return meta.get(STATE_RULES_KEY) === STATE_RULES;
}

/** States of a recording that are looked at: more of a kind are not told apart. */
const LOOKED_AT = 1000;
/** Words that other versions of ours spell otherwise. */
const CHANGED_WORDS = / (?:behind|last_insert_id=unknown|@[^ ]*|prepared\.[^ ]*|next_transaction|locked_tables)=/;

/** Whether older words of the recording are others today, so that what depends on them may be missed. */
export function hasOutdatedStates(
  recording: Pick<RuledRecording, 'meta'> & Pick<RecordingReader, 'stateWords' | 'firstSession'>,
): boolean {
  if (hasOurStates(recording)) return false;
  if (recording.firstSession('x') !== undefined) return true;
  for (let id = 1; id <= LOOKED_AT; id++) {
    const words = recording.stateWords(id);
    if (words === '') return false;
    if (CHANGED_WORDS.test(words)) return true;
  }
  return false;
}

/** The user's own rules as the recording keeps them (JSON); empty where it has none. */
export function ownRulesText({ meta }: Pick<RuledRecording, 'meta'>): string {
  return meta.get(OWN_RULES_KEY) ?? '';
}

/**
 * The user's own rules; null where there are none.
 * @throws MockError RECORDING_UNUSABLE where they, or ours, are not those that this mock knows
 */
export function rulesOf(recording: RuledRecording): RuleSet | null {
  const { path, meta } = recording;
  if (!hasOurRules(recording)) {
    const theirs = meta.get(RULES_KEY) ?? 'none';
    const isNewer = versionOf(theirs) > versionOf(RULES);
    const advice = isNewer ? 'update mysql-replay' : `bring it up to date: mock merge ${path} -o NEW.db`;
    throw unusable(path, `was recorded with the identity rules ${theirs}, and this mock has ${RULES}; ${advice}`);
  }
  return parseOwnRules(ownRulesText(recording), path);
}

/** As `rulesOf`, of rules in the form that a recording keeps. @param where for messages */
export function parseOwnRules(text: string, where: string): RuleSet | null {
  if (text === '') return null;
  try {
    const rules: unknown = JSON.parse(text);
    if (!Array.isArray(rules) || !rules.every(isRule)) throw new Error('they are no list of rules');
    return makeRuleSet(rules, () => where);
  } catch (cause) {
    const known = cause instanceof MockError ? cause.message : `${where}: ${messageOf(cause)}`;
    throw unusable(where, `has identity rules that this mock does not know (${known}); update mysql-replay`, cause);
  }
}

/** In the form that a recording keeps; empty for none. */
export function formatOwnRules(rules: RuleSet | null): string {
  return rules === null ? '' : JSON.stringify(rules.rules);
}

/** Whether rules are ours, or older ones. */
export function isKnownVersion(rules: string): boolean {
  return versionOf(rules) > 0 && versionOf(rules) <= versionOf(RULES);
}

function versionOf(rules: string): number {
  return Number(/^sql-(\d+)$/.exec(rules)?.[1] ?? 0);
}

function isRule(value: unknown): value is IdentityRule {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';
}

function unusable(path: string, what: string, cause?: unknown): MockError {
  return new MockError('RECORDING_UNUSABLE', `${path} ${what}`, { cause });
}
