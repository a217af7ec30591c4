// What stays of an exchange or a miss where values may not be shown: the form of statements, no parameters, no messages.

import { compareStatements } from '../identity/token-difference.ts';
import type { Miss, Nearest } from '../replay/misses/misses.ts';
import { shapeOf } from '../sql/statement-shape.ts';
import type { PageExchange } from './page-data.ts';

export function statementWithoutValues(sql: string): string {
  return shapeOf(sql);
}

export function withoutValues(exchange: PageExchange): PageExchange {
  const { sql } = exchange;
  return {
    ...exchange,
    sql: sql === null ? null : statementWithoutValues(sql),
    parameters: null,
    errorMessage: null,
    lastInsertId: null,
    state: exchange.state === null ? null : plainState(exchange.state),
  };
}

export function missWithoutValues(miss: Miss): Miss {
  const sql = miss.sql === null ? null : statementWithoutValues(miss.sql);
  const bare = (near: Nearest): Nearest => nearestWithoutValues(near, sql);
  return {
    ...miss,
    sql,
    parameters: null,
    state: plainState(miss.state),
    nearest: miss.nearest === null ? null : bare(miss.nearest),
    others: miss.others.map(bare),
  };
}

function nearestWithoutValues(near: Nearest, asked: string | null): Nearest {
  const sql = statementWithoutValues(near.sql);
  const statements = compareStatements({ sql: asked ?? '', parameters: null }, { sql, parameters: null });
  const isSame = statements.differences.length === 0;
  return {
    ...near,
    sql,
    parameters: null,
    difference: isSame ? 'values differ (left out)' : 'the statement differs',
    statements,
    state: near.state.map(({ name }) => ({ name, asked: '…', recorded: '…' })),
  };
}

/** Names of what is set, and of plain switches their value. */
function plainState(state: string): string {
  return state.replace(/([\w.@$]+)=('(?:[^']|'')*'|\S+)/g, (word, name: string, value: string) =>
    /^[01]$/.test(value) || name === 'charset' ? word : `${name}=…`,
  );
}
