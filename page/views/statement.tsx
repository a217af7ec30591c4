// One form of statement: how often and how long, and its exchanges with the values in which they differ.

import type { PageExchange } from '../../src/page/page-data.ts';
import type { PageStatement } from '../../src/page/reading/questions.ts';
import { Forms, newShape, Shapes } from '../../src/page/shapes.ts';
import { ask } from '../api.ts';
import { isRemote } from '../found.ts';
import { grown } from '../live.ts';
import { useAsked } from '../parts/asked.ts';
import { Head, ms, plural, Sql, visible } from '../parts/text.tsx';
import { data, route } from '../state.ts';
import { differing } from '../varying.ts';
import { outcomeOf } from './exchanges.tsx';

type Looked = Omit<PageStatement, 'version'>;

const SHOWN = 200;
const VALUE_CHARS = 60;

async function look(id: number, tell: (looked: Looked | 'none') => void, signal: AbortSignal): Promise<void> {
  if (!isRemote.value) {
    tell(lookHere(id) ?? 'none');
    return;
  }
  for (let isDone = false; !isDone && !signal.aborted; ) {
    const answer = await ask('statement', { id }, signal);
    tell(answer ?? 'none');
    isDone = answer?.isDone ?? true;
  }
}

function lookHere(id: number): Looked | null {
  const all = data.value?.exchanges ?? [];
  const sql = all.find((one) => one.id === id)?.sql;
  if (sql == null) return null;
  const { of } = new Forms();
  const form = of(sql);
  const counting = new Shapes((text) => text);
  const exchanges: PageExchange[] = [];
  for (const one of all) {
    if (one.sql === null || of(one.sql) !== form || !counting.add({ ...one, sql: form })) continue;
    if (exchanges.length < SHOWN) exchanges.push(one);
  }
  const shape = counting.sorted(1)[0] ?? newShape(form, id);
  return { shape, exchanges, isDone: true, scanned: all.length };
}

export function Statement() {
  const id = Number(route.value.path[1]);
  const { answer, problem } = useAsked<Looked | 'none'>(`statement ${id} ${grown.value}`, (tell, signal) =>
    look(id, tell, signal),
  );
  if (problem !== null) return <p class="empty bad">{problem}</p>;
  if (answer === null) return <p class="empty">counting…</p>;
  if (answer === 'none') {
    return (
      <p class="empty">
        There is no statement of an exchange {visible(route.value.path[1] ?? '')} here.{' '}
        <a href="#/statements">All statements</a>
      </p>
    );
  }
  const { shape, exchanges, isDone, scanned } = answer;
  const { names, values } = differing(exchanges);
  return (
    <div class="statements">
      <header>
        <p>
          <a href="#/statements">all statements</a>
        </p>
        <h1>
          {plural(shape.count, 'execution')} of one statement
          <span class="dim" role="status">
            {isDone ? '' : `, looked through ${scanned.toLocaleString('en')}`}
          </span>
        </h1>
      </header>
      <Sql text={shape.text} />
      <p class="facts">
        <span>{plural(shape.errors, 'error')}</span>
        <span>{plural(shape.rows, 'row')}</span>
        <span>{ms(shape.totalUs)} ms in all</span>
        <span>{ms(shape.totalUs / Math.max(1, shape.count))} mean</span>
        <span>{ms(shape.mostUs)} most</span>
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label="executions">
        <table>
          <Head names={['id', 'session', 'ms', 'outcome', ...names.map(([, name]) => name)]} />
          <tbody>
            {exchanges.map((one, at) => (
              <tr key={one.id}>
                <td>
                  <a href={`#/exchanges?at=${one.id}`}>{one.id}</a>
                </td>
                <td>{one.session}</td>
                <td class="num">{ms(one.lastByteUs)}</td>
                <td class={one.errorCode === null ? '' : 'bad'}>{outcomeOf(one)}</td>
                {names.map(([place]) => (
                  <td key={place} class="value">
                    {visible(values[at]?.[place] ?? '').slice(0, VALUE_CHARS)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {exchanges.length < shape.count ? (
        <p class="dim">{plural(shape.count - exchanges.length, 'other execution')} not shown</p>
      ) : names.length === 0 && exchanges.length > 1 ? (
        <p class="dim">all of them say the same</p>
      ) : null}
    </div>
  );
}
