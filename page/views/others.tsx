// Statements by their shape, and what two recordings, or a recording and a server, differ in.

import { useMemo } from 'preact/hooks';
import type { PageChange, PageExchange } from '../../src/page/page-data.ts';
import { ms, plural, Sql, visible } from '../parts/text.tsx';
import { data, route } from '../state.ts';

const SHOWN = 500;

interface Shape {
  readonly text: string;
  readonly first: number;
  count: number;
  errors: number;
  rows: number;
  totalUs: number;
  mostUs: number;
}

const VALUES = /'(?:[^'\\]|''|\\.)*'|\b0x[0-9a-f]+\b|\b\d+(?:\.\d+)?\b/gi;

function shapesOf(exchanges: readonly PageExchange[]): Shape[] {
  const shapes = new Map<string, Shape>();
  for (const { id, sql, command, errorCode, rows, lastByteUs } of exchanges) {
    if (sql === null || command === 'COM_STMT_PREPARE') continue;
    const text = sql.replace(VALUES, '?').replace(/\s+/g, ' ').trim();
    const shape = shapes.get(text) ?? { text, first: id, count: 0, errors: 0, rows: 0, totalUs: 0, mostUs: 0 };
    shapes.set(text, shape);
    shape.count++;
    shape.errors += errorCode === null ? 0 : 1;
    shape.rows += rows ?? 0;
    shape.totalUs += lastByteUs;
    shape.mostUs = Math.max(shape.mostUs, lastByteUs);
  }
  return [...shapes.values()].sort((a, b) => b.totalUs - a.totalUs);
}

export function Statements() {
  const exchanges = data.value?.exchanges ?? [];
  const shapes = useMemo(() => shapesOf(exchanges), [exchanges]);
  const most = Math.max(1, ...shapes.slice(0, 1).map(({ totalUs }) => totalUs));
  const runs = shapes.reduce((sum, { count }) => sum + count, 0);
  return (
    <div class="statements">
      <h1>
        {plural(shapes.length, 'shape')} <span class="dim">· {plural(runs, 'execution')}</span>
      </h1>
      <table>
        <thead>
          <tr>
            {['count', 'errors', 'rows', 'total ms', 'mean', 'most', 'share', 'statement'].map((name) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shapes.slice(0, SHOWN).map(({ text, first, count, errors, rows, totalUs, mostUs }) => (
            <tr key={text}>
              <td class="num">{count}</td>
              <td class={errors > 0 ? 'num bad' : 'num'}>{errors}</td>
              <td class="num">{rows}</td>
              <td class="num">{ms(totalUs)}</td>
              <td class="num">{ms(totalUs / count)}</td>
              <td class="num">{ms(mostUs)}</td>
              <td>
                <meter min={0} max={most} value={totalUs} aria-label="share of time" />
              </td>
              <td class="grow">
                <a href={`#/exchanges?at=${first}`}>
                  <Sql text={text} short />
                </a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {shapes.length > SHOWN ? <p class="dim">{plural(shapes.length - SHOWN, 'other shape')} not shown</p> : null}
    </div>
  );
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
        <h2>{visible(changes.summary)}</h2>
        <ol>
          {changes.items.slice(0, 2000).map(({ kind, title }, index) => (
            <li key={index}>
              <a href={`#/${changes.what}/${index + 1}`} aria-current={index + 1 === number ? 'true' : undefined}>
                <span class={`mark ${kind}`}>{SIGNS[kind] ?? '~'}</span>
                <span class="what">
                  {visible(title).slice(0, 160)}
                  <small>{kind}</small>
                </span>
              </a>
            </li>
          ))}
        </ol>
      </nav>
      {shown === undefined ? <p class="empty">Nothing differs.</p> : <Change change={shown} />}
    </div>
  );
}

function Change({ change }: { readonly change: PageChange }) {
  const { kind, title, exchanges, lines } = change;
  return (
    <article class="miss">
      <p class="crumb">
        <span>
          {kind}
          {exchanges.map((id) => (
            <a key={id} href={`#/exchanges?at=${id}`}>
              {' '}
              exchange {id}
            </a>
          ))}
        </span>
      </p>
      <Sql text={title} />
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
