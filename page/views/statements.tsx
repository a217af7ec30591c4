// Statements by their shape, and what looks like a mistake among them.

import type { PageShapes } from '../../src/page/reading/questions.ts';
import { type Shape, Shapes } from '../../src/page/shapes.ts';
import { ask } from '../api.ts';
import { isRemote } from '../found.ts';
import { grown } from '../live.ts';
import { useAsked } from '../parts/asked.ts';
import { SortHead, sortOf } from '../parts/sort.tsx';
import { ms, plural, Sql, visible } from '../parts/text.tsx';
import { data } from '../state.ts';

const SHOWN = 500;

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

const SORTS: Readonly<Record<string, (shape: Shape) => number>> = {
  count: ({ count }) => count,
  errors: ({ errors }) => errors,
  rows: ({ rows }) => rows,
  total: ({ totalUs }) => totalUs,
  mean: ({ totalUs, count }) => totalUs / count,
  most: ({ mostUs }) => mostUs,
};

function inOrder(shapes: readonly Shape[]): readonly Shape[] {
  const sort = sortOf(Object.keys(SORTS));
  const key = SORTS[sort?.name ?? ''];
  if (sort === null || key === undefined) return shapes;
  return [...shapes].sort((a, b) => (sort.isDescending ? key(b) - key(a) : key(a) - key(b)));
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
      <table class="shapes">
        <thead>
          <tr>
            {Object.keys(SORTS).map((name) => (
              <SortHead key={name} name={name} label={name === 'total' ? 'total ms' : name} />
            ))}
            <SortHead name={null} label="share" />
            <SortHead name={null} label="statement" />
          </tr>
        </thead>
        <tbody>
          {inOrder(shapes).map(({ text, first, count, errors, rows, totalUs, mostUs }) => (
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
                <a href={`#/statement/${first}`}>
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
