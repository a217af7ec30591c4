// The timeline: a lane per connection on a canvas, transactions as brackets; zoom by wheel and + -, pan by arrows and by
// drag, and a table of the same beside it, for whoever does not see it.

import { useEffect, useRef } from 'preact/hooks';
import type { PageExchange } from '../../src/page/page-data.ts';
import type { PageOverview } from '../../src/page/reading/questions.ts';
import { ask } from '../api.ts';
import { isRemote } from '../found.ts';
import { grown } from '../live.ts';
import { useAsked } from '../parts/asked.ts';
import { Brush } from '../parts/brush.tsx';
import { Head, ms, Sql } from '../parts/text.tsx';
import { data, go, route, setQuery } from '../state.ts';
import { outcomeOf } from './exchanges.tsx';
import { overviewOf } from './overview.tsx';

const MOST = 4000;
const LANE = 20;
const MOST_LANES = 60;
const LEFT = 56;
const ROWS = 200;

interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

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
      <Lanes span={span} exchanges={shown} lanes={lanes.slice(0, MOST_LANES)} />
      <AsTable exchanges={shown} />
    </div>
  );
}

function AsTable({ exchanges }: Pick<LanesProps, 'exchanges'>) {
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

interface LanesProps {
  readonly span: Span;
  readonly exchanges: readonly PageExchange[];
  readonly lanes: readonly number[];
}

function Lanes({ span, exchanges, lanes }: LanesProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = span.toUs - span.fromUs;
  const height = Math.max(1, lanes.length) * LANE;
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    draw(element, span, exchanges, lanes);
    const again = new ResizeObserver(() => draw(element, span, exchanges, lanes));
    again.observe(element);
    return () => again.disconnect();
  }, [span.fromUs, span.toUs, exchanges, lanes.length]);
  const at = (event: MouseEvent & { readonly currentTarget: HTMLCanvasElement }) => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = (event.clientX - box.left - LEFT) / Math.max(1, box.width - LEFT);
    return { x, lane: Math.floor((event.clientY - box.top) / LANE) };
  };
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={`${exchanges.length} exchanges in ${lanes.length} lanes; the table has the same`}
      style={{ height: `${height}px` }}
      onWheel={(event) => {
        event.preventDefault();
        zoom(event.deltaY > 0 ? 1.25 : 0.8, Math.min(1, Math.max(0, at(event).x)));
      }}
      onMouseMove={(event) => {
        if (event.buttons === 1) pan(-event.movementX / Math.max(1, event.currentTarget.clientWidth));
      }}
      onDblClick={(event) => {
        const { x, lane } = at(event);
        const time = span.fromUs + width * x;
        const session = lanes[lane];
        const near = exchanges
          .filter((one) => one.session === session)
          .sort((a, b) => Math.abs(a.atUs - time) - Math.abs(b.atUs - time))[0];
        if (near !== undefined) go(`#/exchanges?at=${near.id}`);
      }}
    />
  );
}

function draw(
  canvas: HTMLCanvasElement,
  span: Span,
  exchanges: readonly PageExchange[],
  lanes: readonly number[],
): void {
  const ratio = devicePixelRatio || 1;
  const { clientWidth, clientHeight } = canvas;
  canvas.width = clientWidth * ratio;
  canvas.height = clientHeight * ratio;
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.scale(ratio, ratio);
  const style = getComputedStyle(document.documentElement);
  // light-dark() is resolved by an element's own colour only
  const colour = (name: string) => {
    canvas.style.color = `var(${name})`;
    return getComputedStyle(canvas).color || style.color;
  };
  const [text, line, bar, bad] = [colour('--dim'), colour('--line'), colour('--accent'), colour('--bad')];
  context.font = '12px system-ui, sans-serif';
  context.textBaseline = 'middle';
  const x = (us: number) => LEFT + ((us - span.fromUs) / (span.toUs - span.fromUs)) * (clientWidth - LEFT);
  for (const [index, session] of lanes.entries()) {
    context.fillStyle = text ?? '';
    context.fillText(`s${session}`, 8, index * LANE + LANE / 2);
    context.fillStyle = line ?? '';
    context.fillRect(LEFT, index * LANE + LANE - 1, clientWidth - LEFT, 1);
  }
  for (const { session, atUs, lastByteUs, errorCode, transaction } of exchanges) {
    const lane = lanes.indexOf(session);
    if (lane < 0) continue;
    const left = Math.max(LEFT, x(atUs));
    const wide = Math.max(2, x(atUs + lastByteUs) - left);
    context.fillStyle = (errorCode === null ? bar : bad) ?? '';
    context.fillRect(left, lane * LANE + 5, wide, LANE - 10);
    if (transaction !== null) context.fillRect(left, lane * LANE + LANE - 4, wide, 2);
    if (errorCode !== null && wide > 6) {
      context.fillStyle = text ?? '';
      context.fillText('✗', left + wide + 2, lane * LANE + LANE / 2);
    }
  }
}
