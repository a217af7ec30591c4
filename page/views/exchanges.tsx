// Exchanges: a filter, the list, and beside it the one that is looked at.

import type { PageExchange, PageResult } from '../../src/page/page-data.ts';
import type { SortName } from '../../src/page/sorting.ts';
import { cellOf } from '../copies.ts';
import { detailOf, found, isRemote } from '../found.ts';
import { useAsked } from '../parts/asked.ts';
import { List } from '../parts/list.tsx';
import { SortHead } from '../parts/sort.tsx';
import { bytes, Copy, ms, plural, Sql, visible } from '../parts/text.tsx';
import { selectAt, selectedExchange, selectedIndex } from '../selection.ts';
import { data, route, setQuery } from '../state.ts';
import { Filter } from './filter.tsx';
import { Packets } from './packets.tsx';
import { Values } from './values.tsx';

export function outcomeOf({ gap, errorCode, rows, affectedRows, outcome }: PageExchange): string {
  if (gap !== null) return `gap: ${gap}`;
  if (errorCode !== null) return `✗ ${errorCode}`;
  if (rows !== null && outcome === 'resultset') return plural(rows, 'row');
  if (affectedRows !== null && affectedRows !== '0') return `${affectedRows} affected`;
  return outcome;
}

const HEADS: readonly (readonly [label: string, sort: SortName | null])[] = [
  ['id', null],
  ['s', 'session'],
  ['ms', 'ms'],
  ['outcome', 'outcome'],
  ['statement', 'statement'],
];

export function Exchanges() {
  const exchange = selectedExchange();
  return (
    <div class={exchange === undefined ? 'exchanges' : 'exchanges with-detail'}>
      <Filter />
      <List
        label="exchanges"
        count={found.value.count}
        selected={selectedIndex()}
        onSelect={selectAt}
        head={HEADS.map(([label, name]) => <SortHead key={label} label={label} name={name} isGrid />)}
        row={(index) => <Row exchange={found.value.at(index)} />}
      />
      {exchange === undefined ? null : <Detail exchange={exchange} />}
    </div>
  );
}

function Row({ exchange }: { readonly exchange: PageExchange | undefined }) {
  if (exchange === undefined) return <span role="gridcell">…</span>;
  const { id, session, lastByteUs, errorCode, gap, sql, command, transaction } = exchange;
  const kind = errorCode !== null || gap !== null ? 'bad' : '';
  return (
    <>
      <span role="gridcell">{id}</span>
      <span role="gridcell">{session}</span>
      <span role="gridcell">{ms(lastByteUs)}</span>
      <span role="gridcell" class={kind}>
        {outcomeOf(exchange)}
      </span>
      <span role="gridcell">
        {transaction === null ? null : <span class="tx" title={`in the transaction that ${transaction} began`} />}
        {sql === null ? <span class="dim">{command}</span> : <Sql text={sql} short />}
      </span>
    </>
  );
}

function Detail({ exchange }: { readonly exchange: PageExchange }) {
  const { id, ordinal, session, command, sql, parameters, firstByteUs, lastByteUs, bytes: size } = exchange;
  const tab = route.value.query.get('tab') ?? 'rows';
  const tabs = ['rows', 'packets', 'values', 'state'] as const;
  return (
    <aside class="detail" aria-label={`exchange ${id}`}>
      <header>
        <h2>
          {id}{' '}
          <span class="dim">
            · {ordinal} of session {session} · {command}
          </span>
        </h2>
        <button type="button" aria-label="close" onClick={() => setQuery({ at: null })}>
          ✕
        </button>
      </header>
      {sql === null ? null : (
        <div class="copyable">
          <Sql text={sql} />
          <Copy text={sql} />
        </div>
      )}
      {parameters === null ? null : <p class="facts">with {visible(parameters)}</p>}
      <p class="facts">
        <b class={exchange.errorCode !== null ? 'bad' : ''}>{outcomeOf(exchange)}</b>
        <span>{ms(firstByteUs)} ms first byte</span>
        <span>{ms(lastByteUs)} ms</span>
        <span>{bytes(size)}</span>
        {exchange.played === null ? null : <span>{exchange.played ? 'played' : 'never asked for'}</span>}
      </p>
      {exchange.errorMessage === null ? null : <p class="bad">{visible(exchange.errorMessage)}</p>}
      <div class="tabs" role="tablist">
        {tabs.map((name) => (
          <button
            type="button"
            role="tab"
            key={name}
            aria-selected={tab === name}
            onClick={() => setQuery({ tab: name })}
          >
            {name}
          </button>
        ))}
      </div>
      {tab === 'state' ? (
        <State exchange={exchange} />
      ) : tab === 'packets' ? (
        <Packets id={id} />
      ) : tab === 'values' ? (
        <Values id={id} />
      ) : (
        <Rows id={id} />
      )}
    </aside>
  );
}

function State({ exchange }: { readonly exchange: PageExchange }) {
  const words: [string, string][] = (exchange.state ?? '')
    .split(/ (?=[\w.@$]+=)/)
    .filter((word) => word !== '')
    .map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]);
  const facts: [string, string][] = [
    ...words,
    ['database', exchange.database],
    ['scope', exchange.scope],
    ['transaction', exchange.transaction === null ? 'none' : `begun by ${exchange.transaction}`],
    ['last insert id', exchange.lastInsertId ?? ''],
  ];
  return (
    <dl>
      {facts
        .filter(([, value]) => value !== '')
        .map(([name, value]) => (
          <>
            <dt>{visible(name)}</dt>
            <dd>{visible(value)}</dd>
          </>
        ))}
    </dl>
  );
}

function Rows({ id }: { readonly id: number }) {
  const known = data.value?.results[id];
  const { answer, problem } = useAsked<readonly PageResult[]>(`rows ${id}`, async (tell) => {
    if (known === undefined && isRemote.value) tell((await detailOf(id))?.results ?? []);
  });
  const results = known ?? answer ?? [];
  if (problem !== null) return <p class="bad">{problem}</p>;
  if (results.length === 0) return <p class="dim">no rows</p>;
  return (
    <>
      {results.map(({ columns, rows, total }, index) => (
        <div class="scroll" key={index} tabIndex={0} role="region" aria-label={`result ${index + 1}`}>
          <table>
            <thead>
              <tr>
                {columns.map((name, at) => (
                  <th key={at} scope="col">
                    {visible(name)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, at) => (
                <tr key={at}>
                  {row.map((value, column) => (
                    <td key={column} class={value === null ? 'null' : typeof value === 'number' ? 'num' : ''}>
                      {cellOf(value)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {total > rows.length ? <p class="dim">{plural(total - rows.length, 'other row')} not shown</p> : null}
        </div>
      ))}
    </>
  );
}
