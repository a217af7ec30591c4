// What stands in a recording, exchange by exchange, in the few columns that a search through all of it needs.

import type { ReadStatements } from './read-statements.ts';

/** An exchange's own statement (null in an execute), its parameters, and which response it got. */
export interface ExchangeContent {
  readonly id: number;
  readonly command: string;
  readonly sql: string | null;
  readonly parameters: string | null;
  readonly responseId: number | null;
  readonly prepareExchange: number | null;
}

type ContentRow = readonly [
  id: number,
  command: string,
  sql: string | null,
  parameters: string | null,
  responseId: number | null,
  prepareExchange: number | null,
];

const PAGE_ROWS = 500;
const select = `SELECT id, command, sql, parameters, response_id, prepare_exchange_id
  FROM exchange WHERE id > ? ORDER BY id LIMIT ${PAGE_ROWS}`;

/** The next page, in the order of the recording; empty at the end. */
export function contentPage(read: ReadStatements, after: number): ExchangeContent[] {
  return read.lists<[number], ContentRow>(select, after).map(toContent);
}

function toContent([id, command, sql, parameters, responseId, prepareExchange]: ContentRow): ExchangeContent {
  return { id, command, sql, parameters, responseId, prepareExchange };
}
