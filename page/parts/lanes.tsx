// The lanes of the timeline, on a canvas: a bar for each exchange with its number where there is room, transactions
// underlined, times above; zoom by wheel, pan by drag, an exchange by a double click.

import { useEffect, useRef } from 'preact/hooks';
import type { PageExchange } from '../../src/page/page-data.ts';

const LANE = 20;
/** Of the times above. */
const AXIS = 20;
const LEFT = 56;
/** Between two times, at the least. */
const TICK = 90;

/** In microseconds behind the recording's beginning. */
export interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

interface LanesProps {
  readonly span: Span;
  readonly exchanges: readonly PageExchange[];
  /** Sessions, from above. */
  readonly lanes: readonly number[];
  readonly zoom: (by: number, at: number) => void;
  readonly pan: (by: number) => void;
  readonly open: (id: number) => void;
}

export function Lanes({ span, exchanges, lanes, zoom, pan, open }: LanesProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = span.toUs - span.fromUs;
  const height = AXIS + Math.max(1, lanes.length) * LANE;
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
    return { x, lane: Math.floor((event.clientY - box.top - AXIS) / LANE) };
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
        if (near !== undefined) open(near.id);
      }}
    />
  );
}

interface Drawing {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  /** Of a time, in pixels. */
  readonly x: (us: number) => number;
  readonly colours: Readonly<Record<'text' | 'line' | 'bar' | 'bad', string>>;
}

function draw(
  canvas: HTMLCanvasElement,
  span: Span,
  exchanges: readonly PageExchange[],
  lanes: readonly number[],
): void {
  const ratio = devicePixelRatio || 1;
  const { clientWidth: width, clientHeight } = canvas;
  canvas.width = width * ratio;
  canvas.height = clientHeight * ratio;
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.scale(ratio, ratio);
  // light-dark() is resolved by an element's own colour only
  const colour = (name: string) => {
    canvas.style.color = `var(${name})`;
    return getComputedStyle(canvas).color;
  };
  const colours = { text: colour('--dim'), line: colour('--line'), bar: colour('--accent'), bad: colour('--bad') };
  context.font = '12px system-ui, sans-serif';
  context.textBaseline = 'middle';
  const x = (us: number) => LEFT + ((us - span.fromUs) / (span.toUs - span.fromUs)) * (width - LEFT);
  const drawing = { context, width, x, colours };
  drawAxis(drawing, span, clientHeight);
  for (const [index, session] of lanes.entries()) {
    const top = AXIS + index * LANE;
    context.fillStyle = colours.text;
    context.fillText(`s${session}`, 8, top + LANE / 2);
    context.fillStyle = colours.line;
    context.fillRect(LEFT, top + LANE - 1, width - LEFT, 1);
    drawLane(
      drawing,
      top,
      exchanges.filter((one) => one.session === session),
    );
  }
}

/** At steps of 1, 2 or 5, wide enough for their numbers. */
function drawAxis({ context, width, x, colours }: Drawing, { fromUs, toUs }: Span, height: number): void {
  const least = ((toUs - fromUs) / Math.max(1, width - LEFT)) * TICK;
  const tens = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  const step = [1, 2, 5, 10].map((times) => times * tens).find((each) => each >= least) ?? least;
  for (let us = Math.ceil(fromUs / step) * step; us < toUs; us += step) {
    context.fillStyle = colours.line;
    context.fillRect(x(us), 0, 1, height);
    context.fillStyle = colours.text;
    const name = step >= 1e6 ? `${us / 1e6} s` : `${Number((us / 1000).toFixed(3))} ms`;
    if (x(us) + TICK / 2 < width) context.fillText(name, x(us) + 4, AXIS / 2);
  }
}

function drawLane({ context, width, x, colours }: Drawing, top: number, exchanges: readonly PageExchange[]): void {
  for (const [index, { id, atUs, lastByteUs, errorCode, transaction }] of exchanges.entries()) {
    const left = Math.max(LEFT, x(atUs));
    const wide = Math.max(2, x(atUs + lastByteUs) - left);
    context.fillStyle = errorCode === null ? colours.bar : colours.bad;
    context.fillRect(left, top + 5, wide, LANE - 10);
    if (transaction !== null) context.fillRect(left, top + LANE - 4, wide, 2);
    const next = exchanges[index + 1];
    const room = (next === undefined ? width : x(next.atUs)) - left - wide;
    const name = errorCode === null ? String(id) : `${id} ✗${errorCode}`;
    context.fillStyle = colours.text;
    if (context.measureText(name).width + 6 < room) context.fillText(name, left + wide + 3, top + LANE / 2);
  }
}
