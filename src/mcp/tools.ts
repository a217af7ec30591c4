// What an agent can ask: each tool with its name, what it is for, what it takes, and what it does. All of them read.

import type { ParameterValue } from '../core/command.ts';
import { MockError } from '../core/errors.ts';
import { rulesOf } from '../identity/recorded-rules.ts';
import { recordingFilter } from '../page/filter-recording.ts';
import { missDetails, missMessage } from '../replay/misses/miss-texts.ts';
import { matchOffline } from '../replay/offline/match-offline.ts';
import { learn, rulesAsYaml } from '../serve/learn.ts';
import type { ListedExchange } from '../store/reading/listing.ts';
import type { RecordingFileReader } from '../store/reading/reader.ts';
import { cellJson } from '../tools/history/cell.ts';
import { isOfX } from '../tools/history/is-of-x.ts';
import { resultsOf } from '../tools/history/results.ts';
import type { RecordingFolder } from './folder.ts';

export type Arguments = Readonly<Record<string, unknown>>;

export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: {
    readonly type: 'object';
    readonly properties: Readonly<Record<string, object>>;
    readonly required: string[];
  };
  /** @throws MockError with what the agent is told */
  run(folder: RecordingFolder, words: Arguments): Promise<unknown>;
}

const SHOWN_EXCHANGES = 50;
const MAX_SHOWN_EXCHANGES = 500;
const SHOWN_ROWS = 20;
const MAX_SHOWN_ROWS = 200;
const SHOWN_SCOPES = 50;
const SHOWN_ANSWERS = 10;

const text = (description: string) => ({ type: 'string', description });
const number = (description: string) => ({ type: 'integer', minimum: 1, description });
const RECORDING = text('the recording, as list_recordings names it');

const listRecordings: Tool = {
  name: 'list_recordings',
  description: 'Recordings of MySQL or MariaDB sessions in this project: server, counts, scopes (mostly one per test).',
  inputSchema: { type: 'object', properties: {}, required: [] },
  run: async (folder) =>
    await Promise.all(
      folder.files().map(async (file) => {
        try {
          return await folder.read(file, (reader) => ({ recording: file, ...summaryOf(reader) }));
        } catch (error) {
          if (!(error instanceof MockError)) throw error;
          return { recording: file, unusable: error.message };
        }
      }),
    ),
};

const searchExchanges: Tool = {
  name: 'search_exchanges',
  description:
    'Commands of a recording that a filter finds. A filter is words of the statement, "quoted words", /regex/, and fields: ' +
    'scope:"a test" user:app db:shop table:orders error:1062 rows:>100 ms:>5 time:17:21..17:22 is:write is:gap, with - for not, or, and parentheses.',
  inputSchema: {
    type: 'object',
    properties: { recording: RECORDING, filter: text('default: all'), limit: number('default 50, at most 500') },
    required: ['recording'],
  },
  run: (folder, words) =>
    folder.read(textOf(words, 'recording'), (reader) => {
      const matches = recordingFilter(optionalText(words, 'filter'), reader, 'filter');
      const limit = Math.min(countOf(words, 'limit', SHOWN_EXCHANGES), MAX_SHOWN_EXCHANGES);
      const found: unknown[] = [];
      let total = 0;
      for (const exchange of reader.listExchanges()) {
        if (matches(exchange) && ++total <= limit) found.push(lineOf(exchange));
      }
      return { total, exchanges: found };
    }),
};

const showExchange: Tool = {
  name: 'show_exchange',
  description:
    'One recorded command with its parameters, the session settings it was asked under, and what the server said.',
  inputSchema: {
    type: 'object',
    properties: { recording: RECORDING, exchange: number('its number'), rows: number('default 20, at most 200') },
    required: ['recording', 'exchange'],
  },
  run: (folder, words) =>
    folder.read(textOf(words, 'recording'), (reader) => {
      const id = countOf(words, 'exchange', 0);
      const exchange = reader.exchange(id);
      if (exchange === null)
        throw new MockError('USAGE', `there is no exchange ${id}: search_exchanges tells which are`);
      const rows = Math.min(countOf(words, 'rows', SHOWN_ROWS), MAX_SHOWN_ROWS);
      return {
        ...lineOf(exchange),
        state: exchange.state,
        transaction: exchange.transaction,
        ...answerOf(reader, exchange, rows),
      };
    }),
};

const explainMiss: Tool = {
  name: 'explain_miss',
  description:
    'Whether a replay of the recording has an answer to a statement. If not: why, the recorded statements that are nearest, ' +
    'every difference, and what to do about it. It looks at statement, parameters, database and scope.',
  inputSchema: {
    type: 'object',
    properties: {
      recording: RECORDING,
      sql: text('the statement, with ? where parameters are bound'),
      parameters: { type: 'array', items: { type: ['string', 'number', 'null'] }, description: 'bound values' },
      database: text('default: any that the recording has for it'),
      scope: text('mostly the name of the test; default: the unnamed scope'),
    },
    required: ['recording', 'sql'],
  },
  run: (folder, words) => folder.read(textOf(words, 'recording'), (reader) => explained(reader, words)),
};

const proposeRules: Tool = {
  name: 'propose_rules',
  description:
    'What two recordings of the same tests asked differently, and rules for the values that are new at every run ' +
    '(UUIDs, times, tokens), as YAML for mock.config.yaml.',
  inputSchema: {
    type: 'object',
    properties: { recording: RECORDING, other: text('another recording of the same tests') },
    required: ['recording', 'other'],
  },
  run: async (folder, words) => {
    const [first, second] = [textOf(words, 'recording'), textOf(words, 'other')].map((path) => folder.inside(path));
    const { rules, ...found } = await learn(first ?? '', second ?? '');
    return { ...found, rules: rules.length === 0 ? null : rulesAsYaml(rules) };
  },
};

export const TOOLS: readonly Tool[] = [listRecordings, searchExchanges, showExchange, explainMiss, proposeRules];

function summaryOf(reader: RecordingFileReader) {
  const { exchanges, sessions, errors, gaps, firstAtUs } = reader.summary();
  const scopes = reader.scopeNames().filter((name) => name !== '');
  return {
    server: reader.listSessions()[0]?.facts.serverVersion ?? null,
    recordedAt: firstAtUs === null ? null : new Date(firstAtUs / 1000).toISOString(),
    counts: { exchanges, sessions, errors, gaps, scopes: scopes.length },
    scopes: scopes.slice(0, SHOWN_SCOPES),
  };
}

function lineOf(exchange: ListedExchange) {
  const { id, session, scope, command, sql, parameters, database, outcome, rows, errorCode, errorMessage, gap } =
    exchange;
  return {
    exchange: id,
    session,
    scope,
    command,
    sql,
    parameters,
    database,
    outcome,
    rows,
    errorCode,
    errorMessage,
    gap,
  };
}

function answerOf(reader: RecordingFileReader, exchange: ListedExchange, limit: number) {
  if (isOfX(exchange)) return { note: 'an answer of the X Protocol: mock inspect --exchange shows its rows' };
  const results = resultsOf(reader, exchange, limit).flatMap((result) => {
    if (result.kind !== 'rows') return [];
    const columns = result.columns.map(({ name }) => name.toString('utf8'));
    return [{ columns, rows: result.rows.map((row) => row.map(cellJson)), rowCount: result.rowCount }];
  });
  const { affectedRows, lastInsertId, warnings } = exchange;
  return { results, affectedRows: toText(affectedRows), lastInsertId: toText(lastInsertId), warnings };
}

function explained(reader: RecordingFileReader, words: Arguments) {
  const scopeName = optionalText(words, 'scope') ?? '';
  const scope = reader.scopeId(scopeName);
  if (scope === null) {
    const known = reader.scopeNames().slice(0, SHOWN_ANSWERS).join(', ');
    throw new MockError('USAGE', `there is no scope ${JSON.stringify(scopeName)}; some that are: ${known || 'none'}`);
  }
  const answer = matchOffline(
    reader,
    {
      sql: textOf(words, 'sql'),
      parameters: parametersOf(words['parameters']),
      database: optionalText(words, 'database') ?? null,
      scope: scopeName,
      rules: rulesOf(reader),
    },
    scope,
  );
  if (answer.kind === 'miss') {
    const { reason, nearest, others } = answer.miss;
    return {
      isMiss: true,
      reason,
      message: missMessage(answer.miss),
      details: missDetails(answer.miss),
      nearest,
      others,
    };
  }
  const answers = answer.exchanges.slice(0, SHOWN_ANSWERS).flatMap(({ id }) => {
    const exchange = reader.exchange(id);
    return exchange === null ? [] : [{ ...lineOf(exchange), state: exchange.state }];
  });
  const note = 'which of them is given depends on the writes before, and on the session settings (docs/matching.md)';
  return { isMiss: false, count: answer.exchanges.length, answers, note };
}

/** Drivers bind a number in several ways: each is tried. */
function parametersOf(given: unknown): readonly (readonly ParameterValue[])[] | null {
  if (!Array.isArray(given)) return null;
  const values: readonly unknown[] = given;
  return (['int', 'double', 'text'] as const).map((kind) => values.map((value) => parameterOf(value, kind)));
}

function parameterOf(value: unknown, kind: 'int' | 'double' | 'text'): ParameterValue {
  if (value === null) return { kind: 'null' };
  if (typeof value === 'number' && kind === 'int' && Number.isInteger(value)) return { kind, value: BigInt(value) };
  if (typeof value === 'number' && kind !== 'text') return { kind: 'double', value };
  return { kind: 'text', value: Buffer.from(String(value)) };
}

function textOf(words: Arguments, name: string): string {
  const value = words[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new MockError('USAGE', `${name} is missing: pass a text`);
}

function optionalText(words: Arguments, name: string): string | undefined {
  return words[name] === undefined || words[name] === '' ? undefined : textOf(words, name);
}

function countOf(words: Arguments, name: string, otherwise: number): number {
  const value = words[name] ?? otherwise;
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  throw new MockError('USAGE', `${name} has to be a whole number from 1 on`);
}

function toText(value: bigint | null): string | null {
  return value === null ? null : String(value);
}
