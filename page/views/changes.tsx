// What two recordings, or a recording and a server, differ in.

import { signal } from '@preact/signals';
import type { PageCell, PageChange } from '../../src/page/page-data.ts';
import { cellOf } from '../copies.ts';
import { Head, ms, plural, Sql, visible } from '../parts/text.tsx';
import { isSeen, seenAmong, toggleSeen } from '../seen.ts';
import { data, route } from '../state.ts';
import { store, stored } from '../stored.ts';

const SHOWN_CHANGES = 2000;
const SHOWN_ROWS = 100;

/** Whether durations stand beside: off, since they differ every time. */
const areDurations = signal(stored('durations') === 'on');

function toggleDurations(): void {
  areDurations.value = !areDurations.value;
  store('durations', areDurations.value ? 'on' : 'off');
}

/** From 1; 0 where none is looked at. */
export function changeNumber(): number {
  const count = data.value?.changes?.items.length ?? 0;
  const number = Number(route.value.path[1] ?? 1);
  return Number.isInteger(number) ? Math.min(Math.max(1, number), count) : 1;
}

const SIGNS: Readonly<Record<string, string>> = { added: '+', gone: '−', moved: '>', changed: '~', asked: '~' };

export function Changes() {
  const changes = data.value?.changes;
  if (changes === null || changes === undefined) return <p class="empty">Nothing was compared here.</p>;
  const number = changeNumber();
  const shown = changes.items[number - 1];
  return (
    <div class="split">
      <nav class="side" aria-label="differences">
        <h2>
          {visible(changes.summary)}{' '}
          <span class="dim" role="status">
            {seenAmong(changes.items)}/{changes.items.length} seen
          </span>
        </h2>
        {changes.items.some(({ tookUs }) => tookUs !== undefined) ? (
          <p class="beside">
            <label>
              <input type="checkbox" checked={areDurations.value} onChange={toggleDurations} /> durations
            </label>
          </p>
        ) : null}
        <ol>
          {changes.items.slice(0, SHOWN_CHANGES).map((change, index) => (
            <li key={index}>
              <a href={`#/${changes.what}/${index + 1}`} aria-current={index + 1 === number ? 'true' : undefined}>
                <span class={`mark ${change.kind}`}>{SIGNS[change.kind] ?? '~'}</span>
                <span class="what">
                  {visible(change.title).slice(0, 160)}
                  <small>
                    {change.kind}
                    {areDurations.value && change.tookUs !== undefined ? ` · ${tookOf(change.tookUs)}` : ''}
                    {isSeen(change) ? ' · ✓ seen' : ''}
                  </small>
                </span>
              </a>
            </li>
          ))}
        </ol>
        {changes.items.length > SHOWN_CHANGES ? (
          <p class="dim">{plural(changes.items.length - SHOWN_CHANGES, 'other')}: n goes on to them</p>
        ) : null}
      </nav>
      {shown === undefined ? <p class="empty">Nothing differs.</p> : <Change change={shown} />}
    </div>
  );
}

function Change({ change }: { readonly change: PageChange }) {
  const { kind, title, exchanges, lines, cells = [], tookUs } = change;
  return (
    <article class="miss" aria-label="difference">
      <p class="crumb">
        <span>
          {kind}
          {exchanges.map((id) => (
            <span key={id}>
              {' '}
              <a href={`#/exchanges?at=${id}`}>exchange {id}</a>
            </span>
          ))}
        </span>
        <button type="button" aria-pressed={isSeen(change)} onClick={() => toggleSeen(change)}>
          ✓ seen
        </button>
      </p>
      <Sql text={title} />
      {areDurations.value && tookUs !== undefined ? <p class="facts">{tookOf(tookUs)}</p> : null}
      <Cells cells={cells} exchange={exchanges[0] ?? 0} />
      <ul class="differences">
        {lines.map((line, index) => (
          <li key={index} class={line.startsWith('+') ? 'plus' : line.startsWith('-') ? 'minus' : ''}>
            <Marked text={line} />
          </li>
        ))}
      </ul>
    </article>
  );
}

function tookOf([from, to]: readonly [number, number]): string {
  const percent = Math.round(((to - from) / Math.max(1, from)) * 100);
  return `${ms(from)} → ${ms(to)} ms, ${percent > 0 ? '+' : percent < 0 ? '−' : '±'}${Math.abs(percent)} %`;
}

/** Each row with a cell that differs, whole where it is in the page. */
function Cells({ cells, exchange }: { readonly cells: readonly PageCell[]; readonly exchange: number }) {
  const results = data.value?.results[exchange] ?? [];
  const numbers = [...new Set(cells.map(({ result }) => result))];
  return (
    <>
      {numbers.map((number) => {
        const own = cells.filter(({ result }) => result === number);
        const known = results[number - 1];
        const columns = known?.columns ?? [...new Set(own.map(({ column }) => column))];
        const rows = [...new Set(own.map(({ row }) => row))];
        return (
          <div class="scroll" key={number} tabIndex={0} role="region" aria-label={`cells of result ${number}`}>
            <table>
              <Head names={['row', ...columns]} />
              <tbody>
                {rows.slice(0, SHOWN_ROWS).map((row) => (
                  <tr key={row}>
                    <td class="num">{row}</td>
                    {columns.map((column, at) => (
                      <td key={at} class="value">
                        <CellOf
                          cell={own.find((one) => one.row === row && one.column === column)}
                          same={known?.rows[row - 1]?.[at]}
                        />
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
            {rows.length > SHOWN_ROWS ? <p class="dim">{plural(rows.length - SHOWN_ROWS, 'other row')}</p> : null}
          </div>
        );
      })}
    </>
  );
}

function CellOf({ cell, same }: { readonly cell: PageCell | undefined; readonly same: unknown }) {
  if (cell === undefined) return <>{same === undefined ? '' : cellOf(same)}</>;
  return (
    <>
      <del>{cellOf(cell.from)}</del> <ins>{cellOf(cell.to)}</ins>
    </>
  );
}

/** `[-gone-]` and `{+new+}` within. */
function Marked({ text }: { readonly text: string }) {
  return (
    <code>
      {text.split(/(\[-.*?-\]|\{\+.*?\+\})/s).map((part, index) => {
        if (part.startsWith('[-')) return <del key={index}>{visible(part.slice(2, -2))}</del>;
        if (part.startsWith('{+')) return <ins key={index}>{visible(part.slice(2, -2))}</ins>;
        return visible(part);
      })}
    </code>
  );
}
