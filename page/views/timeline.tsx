// The timeline: a lane per connection on a canvas, transactions as brackets; zoom by wheel and + -, pan by arrows and by
// drag, and a table of the same beside it, for whoever does not see it.

import type { PageExchange } from '../../src/page/page-data.ts';
import type { PageOverview } from '../../src/page/reading/questions.ts';
import { ask } from '../api.ts';
import { isRemote } from '../found.ts';
import { grown } from '../live.ts';
import { useAsked } from '../parts/asked.ts';
import { Brush } from '../parts/brush.tsx';
import { Lanes, type Span } from '../parts/lanes.tsx';
import { Head, ms, Sql, visible } from '../parts/text.tsx';
import { seenBetween } from '../saw.ts';
import { data, go, route, setQuery } from '../state.ts';
import { outcomeOf } from './exchanges.tsx';
import { overviewOf } from './overview.tsx';

const MOST = 4000;
const MOST_LANES = 60;
const ROWS = 200;

function wholeUs(): number {
  return Math.max(1, (data.value?.seconds ?? 0) * 1e6 + lastUs());
}

function spanOf(): Span {
  const whole = wholeUs();
  const from = Number(route.value.query.get('from') ?? 0);
  const to = Number(route.value.query.get('to') ?? whole);
  const isSound = Number.isFinite(from) && Number.isFinite(to) && to > from;
  return isSound ? { fromUs: from, toUs: to } : { fromUs: 0, toUs: whole };
}

/** How long the last exchange took: it has begun when the recording's last one began. */
function lastUs(): number {
  return data.value?.exchanges.at(-1)?.lastByteUs ?? 1000;
}

export function zoom(by: number, at = 0.5): void {
  const { fromUs, toUs } = spanOf();
  const middle = fromUs + (toUs - fromUs) * at;
  show({ fromUs: middle - (middle - fromUs) * by, toUs: middle + (toUs - middle) * by });
}

export function pan(by: number): void {
  const { fromUs, toUs } = spanOf();
  const shift = (toUs - fromUs) * by;
  show({ fromUs: fromUs + shift, toUs: toUs + shift });
}

function show({ fromUs, toUs }: Span): void {
  setQuery({ from: String(Math.max(0, Math.round(fromUs))), to: String(Math.max(1, Math.round(toUs))) });
}

export function Timeline() {
  const span = spanOf();
  const { answer, problem } = useAsked<readonly PageExchange[]>(`span ${span.fromUs} ${span.toUs}`, async (tell) => {
    if (isRemote.value) tell(await ask('span', { ...span, most: MOST }));
    else tell((data.value?.exchanges ?? []).filter(isWithin(span)).slice(0, MOST));
  });
  const whole = wholeUs();
  const { answer: overview } = useAsked<PageOverview>(`density ${grown.value}`, async (tell) => {
    tell(isRemote.value ? await ask('overview', {}) : overviewOf(data.value?.exchanges ?? []));
  });
  const shown = answer ?? [];
  const lanes = [...new Set(shown.map(({ session }) => session))].sort((a, b) => a - b);
  return (
    <div class="timeline">
      <header>
        <h1>
          {ms(span.toUs - span.fromUs)} ms{' '}
          <span class="dim" role="status">
            from {ms(span.fromUs)} ms on · {shown.length === MOST ? `the first ${MOST}` : shown.length} exchanges of{' '}
            {lanes.length} connections
          </span>
        </h1>
        <p class="actions">
          <button type="button" onClick={() => zoom(0.5)} aria-label="zoom in">
            +
          </button>
          <button type="button" onClick={() => zoom(2)} aria-label="zoom out">
            −
          </button>
          <button type="button" onClick={() => pan(-0.3)} aria-label="earlier">
            ←
          </button>
          <button type="button" onClick={() => pan(0.3)} aria-label="later">
            →
          </button>
          <button type="button" onClick={() => setQuery({ from: null, to: null })}>
            all
          </button>
        </p>
      </header>
      {problem === null ? null : <p class="bad">{problem}</p>}
      <Brush
        density={overview?.density ?? []}
        wholeUs={whole}
        shown={{ from: Math.min(1, span.fromUs / whole), to: Math.min(1, span.toUs / whole) }}
        onShow={({ from, to }) => show({ fromUs: from * whole, toUs: to * whole })}
      />
      <Lanes
        span={span}
        exchanges={shown}
        lanes={lanes.slice(0, MOST_LANES)}
        zoom={zoom}
        pan={pan}
        open={(id) => go(`#/exchanges?at=${id}`)}
      />
      <Saw exchanges={shown} />
      <AsTable exchanges={shown} />
    </div>
  );
}

function AsTable({ exchanges }: { readonly exchanges: readonly PageExchange[] }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="the same as a table">
      <table>
        <Head names={['id', 'session', 'at ms', 'took ms', 'outcome', 'statement']} />
        <tbody>
          {exchanges.slice(0, ROWS).map((exchange) => (
            <tr key={exchange.id}>
              <td>
                <a href={`#/exchanges?at=${exchange.id}`}>{exchange.id}</a>
              </td>
              <td>{exchange.session}</td>
              <td class="num">{ms(exchange.atUs)}</td>
              <td class="num">{ms(exchange.lastByteUs)}</td>
              <td class={exchange.errorCode === null ? '' : 'bad'}>{outcomeOf(exchange)}</td>
              <td class="grow">
                <Sql text={exchange.sql ?? exchange.command} short />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function isWithin({ fromUs, toUs }: Span) {
  return ({ atUs, lastByteUs }: PageExchange) => atUs < toUs && atUs + lastByteUs >= fromUs;
}

/** What one connection saw before and behind what another one ended; of rows that are in the page. */
function Saw({ exchanges }: { readonly exchanges: readonly PageExchange[] }) {
  const results = data.value?.results ?? {};
  const seen = seenBetween(exchanges, (id) => results[id] ?? []);
  if (seen.length === 0) return null;
  return (
    <ul class="plain" aria-label="seen before and behind what others wrote">
      {seen.map(({ before, after, between, was, is }) => (
        <li key={after.id}>
          <Id id={before.id} /> and <Id id={after.id} /> are one statement of session {after.session}:{' '}
          <b>{visible(was)}</b> before, <b>{visible(is)}</b> behind <Id id={between.id} />,{' '}
          <Sql text={between.sql ?? ''} short />, of session {between.session}
        </li>
      ))}
    </ul>
  );
}

function Id({ id }: { readonly id: number }) {
  return (
    <a class="id" href={`#/exchanges?at=${id}`}>
      {id}
    </a>
  );
}
