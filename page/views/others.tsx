// Statements by their shape, and what two recordings, or a recording and a server, differ in.

import type { PageChange } from '../../src/page/page-data.ts';
import type { PageShapes } from '../../src/page/reading/questions.ts';
import { Shapes } from '../../src/page/shapes.ts';
import { ask } from '../api.ts';
import { isRemote } from '../found.ts';
import { grown } from '../live.ts';
import { useAsked } from '../parts/asked.ts';
import { Head, ms, plural, Sql, visible } from '../parts/text.tsx';
import { isSeen, seenAmong, toggleSeen } from '../seen.ts';
import { data, route } from '../state.ts';

const SHOWN = 500;
const SHOWN_CHANGES = 2000;

type Counted = Omit<PageShapes, 'version'>;

/** Of what the page has, or as far as the recording was looked through. */
async function count(tell: (counted: Counted) => void, signal: AbortSignal): Promise<void> {
  if (isRemote.value) {
    for (let isDone = false; !isDone && !signal.aborted; ) {
      const counted = await ask('statements', {}, signal);
      tell(counted);
      ({ isDone } = counted);
    }
    return;
  }
  const exchanges = data.value?.exchanges ?? [];
  const counting = new Shapes();
  for (const exchange of exchanges) counting.add(exchange);
  const { size, executions } = counting;
  tell({ shapes: counting.sorted(SHOWN), size, executions, isDone: true, scanned: exchanges.length });
}

export function Statements() {
  const { answer, problem } = useAsked<Counted>(`statements ${grown.value}`, count);
  if (problem !== null) return <p class="empty bad">{problem}</p>;
  if (answer === null) return <p class="empty">counting…</p>;
  const { shapes, size, executions, isDone, scanned } = answer;
  const most = Math.max(1, ...shapes.slice(0, 1).map(({ totalUs }) => totalUs));
  return (
    <div class="statements">
      <h1>
        {plural(size, 'shape')}{' '}
        <span class="dim" role="status">
          · {plural(executions, 'execution')}
          {isDone ? '' : `, looked through ${scanned.toLocaleString('en')}`}
        </span>
      </h1>
      <Findings />
      <table>
        <Head names={['count', 'errors', 'rows', 'total ms', 'mean', 'most', 'share', 'statement']} />
        <tbody>
          {shapes.map(({ text, first, count, errors, rows, totalUs, mostUs }) => (
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
      {size > shapes.length ? <p class="dim">{plural(size - shapes.length, 'other shape')} not shown</p> : null}
    </div>
  );
}

/** What looks like a mistake, each with the exchanges that show it. */
function Findings() {
  const findings = data.value?.findings;
  if (findings === null || findings === undefined) {
    return (
      <p class="dim">
        many exchanges: <code>mock stats {visible(data.value?.path ?? 'FILE')}</code> looks for n+1, duplicates and the
        like
      </p>
    );
  }
  if (findings.length === 0) return <p class="dim">findings: none</p>;
  return (
    <ul class="plain">
      {findings.slice(0, SHOWN).map(({ kind, scope, text, message, exchanges }, index) => (
        <li key={index}>
          <b class="bad">{kind}</b> {scope === '' ? '' : `${visible(scope)}: `}
          {visible(message)}{' '}
          {exchanges.length === 0 ? null : (
            <a href={`#/exchanges?q=id:${exchanges.join(',')}`}>{plural(exchanges.length, 'exchange')}</a>
          )}{' '}
          <Sql text={text} short />
        </li>
      ))}
    </ul>
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
        <h2>
          {visible(changes.summary)}{' '}
          <span class="dim" role="status">
            {seenAmong(changes.items)}/{changes.items.length} seen
          </span>
        </h2>
        <ol>
          {changes.items.slice(0, SHOWN_CHANGES).map((change, index) => (
            <li key={index}>
              <a href={`#/${changes.what}/${index + 1}`} aria-current={index + 1 === number ? 'true' : undefined}>
                <span class={`mark ${change.kind}`}>{SIGNS[change.kind] ?? '~'}</span>
                <span class="what">
                  {visible(change.title).slice(0, 160)}
                  <small>
                    {change.kind}
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
  const { kind, title, exchanges, lines } = change;
  return (
    <article class="miss" aria-label="difference">
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
        <button type="button" aria-pressed={isSeen(change)} onClick={() => toggleSeen(change)}>
          ✓ seen
        </button>
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
