// Several recordings as one: the sessions of each behind those of the one before.

import { MockError } from '../../core/errors.ts';
import { RULES, STATE_RULES } from '../../identity/identity-rules.ts';
import {
  formatOwnRules,
  hasOurRules,
  hasOurStates,
  ownRulesText,
  parseOwnRules,
} from '../../identity/recorded-rules.ts';
import type { RuleSet } from '../../identity/rule-set.ts';
import { maskSecrets, secretParameters } from '../../sql/secrets/mask-secrets.ts';
import type { RecordingMeta } from '../../store/file/target-file.ts';
import { writeWholeRecording } from '../../store/file/write-whole.ts';
import { openRecording, type RecordingFileReader } from '../../store/reading/reader.ts';
import { type CopyCounts, copyExchanges, EVERYTHING } from './copy-exchanges.ts';
import { copyServer } from './copy-server.ts';

/**
 * @param rules the user's own rules of identity that the new one is to have; undefined: those that all of them have
 * @throws MockError `USAGE` where they have different ones and none are given; those of opening and writing
 */
export function mergeFiles(
  files: readonly string[],
  output: string,
  isOverwrite: boolean,
  rules?: RuleSet | null,
): CopyCounts {
  const readers: RecordingFileReader[] = [];
  try {
    for (const file of files) readers.push(openRecording(file));
    const [first] = readers;
    if (first === undefined) throw new MockError('USAGE', 'there is nothing to merge: name two recordings or more');
    if (rules === undefined) for (const reader of readers) checkRules(first, reader);
    const own = rules === undefined ? ownRulesText(first) : formatOwnRules(rules);
    const followed = rules === undefined ? parseOwnRules(own, first.path) : rules;
    const meta = { ...metaOf(first), fingerprintRules: RULES, stateRules: STATE_RULES, identityRules: own };
    return writeWholeRecording(output, { meta, isOverwrite }, (writer) =>
      readers
        .map((reader) => {
          const isOurs = hasOurRules(reader) && hasOurStates(reader) && ownRulesText(reader) === own;
          const isAsWanted = isOurs && !holdsInClear(reader);
          const counts = copyExchanges(reader, writer, EVERYTHING, isAsWanted ? undefined : { rules: followed });
          copyServer(reader, writer);
          return counts;
        })
        .reduce((a, b) => ({ sessions: a.sessions + b.sessions, exchanges: a.exchanges + b.exchanges })),
    );
  } finally {
    for (const reader of readers) reader.close();
  }
}

/** Whether a statement holds what an older mock did not mask: its fingerprint is another than ours is. */
function holdsInClear(reader: RecordingFileReader): boolean {
  for (const { sql } of reader.contents()) {
    if (sql === null) continue;
    const bytes = Buffer.from(sql);
    if (!maskSecrets(bytes).equals(bytes) || secretParameters(bytes).size > 0) return true;
  }
  return false;
}

function checkRules(a: RecordingFileReader, b: RecordingFileReader): void {
  if (ownRulesText(a) === ownRulesText(b)) return;
  const what = `${a.path} and ${b.path} have different rules of identity`;
  throw new MockError('USAGE', `${what}: pass --identity with those that the new recording is to have`);
}

/** What a recording says of itself, for one that is made of it. */
export function metaOf({ meta }: Pick<RecordingFileReader, 'meta'>): RecordingMeta {
  return {
    mockVersion: meta.get('mock_version') ?? '',
    upstream: meta.get('upstream') ?? '',
    fingerprintRules: meta.get('fingerprint_rules') ?? '',
    stateRules: meta.get('state_rules'),
    identityRules: ownRulesText({ meta }),
  };
}
