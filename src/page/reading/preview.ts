// What is tried out on a recording without changing it: which exchange answers a statement, and what rules of redaction
// would do, on a copy that goes at once.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockError, messageOf } from '../../core/errors.ts';
import { rulesOf } from '../../identity/recorded-rules.ts';
import { matchOffline } from '../../replay/offline/match-offline.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';
import { redactFile } from '../../tools/redact/redact-file.ts';
import { parseRules } from '../../tools/redact/rules.ts';
import { scanForSecrets } from '../../tools/redact/scan.ts';
import { pageMisses } from '../page-misses.ts';
import { maskedValues } from './masked-values.ts';
import type { PageMatch, PageRedaction } from './questions.ts';

/** As text, in any database that the recording has for such a statement. @throws MockError `USAGE` */
export function matchOf(reader: RecordingFileReader, sql: string, scope: string): PageMatch {
  const id = reader.scopeId(scope);
  if (id === null) throw new MockError('USAGE', `the recording has no scope '${scope}'`);
  const question = { sql, parameters: null, database: null, scope, rules: rulesOf(reader) };
  const answer = matchOffline(reader, question, id);
  if (answer.kind === 'miss') {
    const [miss = null] = pageMisses([{ miss: answer.miss, count: 1 }], reader.path, true);
    return { exchanges: [], miss };
  }
  const exchanges = answer.exchanges.map(({ id: exchange, session, transaction, gap, state }) => {
    return { exchange, session, transaction, gap, state: state === null ? null : reader.stateWords(state) };
  });
  return { exchanges, miss: null };
}

/** Longer recordings are for `mock redact` itself. */
const MOST_EXCHANGES = 20_000;
const SCANNED = { rows: 100, timeLimitMs: 3000 };

/** @throws MockError `USAGE` for rules that are none, or a recording that is too long */
export async function redactionOf(reader: RecordingFileReader, text: string): Promise<PageRedaction> {
  const { findings, isWhole } = await scanForSecrets(reader, SCANNED);
  const scan = findings.map(({ what, where, exchange, count }) => ({ what, where, exchange, count }));
  const found = { scan, isScanWhole: isWhole };
  if (text.trim() === '') return { ...found, touched: [], changes: [] };
  if ((reader.scans.range()?.count ?? 0) > MOST_EXCHANGES) {
    throw new MockError('USAGE', `more than ${MOST_EXCHANGES} exchanges: try the rules with mock redact -o COPY.db`);
  }
  const rules = parseRules(text, 'rules');
  const folder = mkdtempSync(join(tmpdir(), 'mock-preview-'));
  try {
    const output = join(folder, 'masked.db');
    // pseudonyms of another key than the user's: they are not for keeping
    const touched = redactFile(reader.path, output, { rules, key: randomBytes(16), isOverwrite: false });
    return { ...found, touched, changes: maskedValues(reader, output, rules) };
  } catch (error) {
    if (error instanceof MockError) throw error;
    throw new MockError('USAGE', `the rules cannot be tried: ${messageOf(error)}`, { cause: error });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
