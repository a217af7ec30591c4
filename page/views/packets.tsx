// An answer packet by packet: fields beside bytes. What is pointed at, or has the focus, is marked on the other side.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { PagePacket } from '../../src/page/reading/packets.ts';
import { ask, isFile } from '../api.ts';
import { useAsked } from '../parts/asked.ts';
import { visible } from '../parts/text.tsx';
import { data } from '../state.ts';

const BYTES_OF_LINE = 16;

export function Packets({ id }: { readonly id: number }) {
  const { answer, problem } = useAsked<readonly PagePacket[]>(`packets ${id}`, async (tell) => {
    if (!isFile) tell(await ask('packets', { id }));
  });
  if (isFile) return <p class="dim">packets are shown by mock ui {data.value?.path ?? 'FILE'}</p>;
  if (problem !== null) return <p class="bad">{problem}</p>;
  if (answer === null) return <p class="dim">reading…</p>;
  if (answer.length === 0) return <p class="dim">no packets to show</p>;
  return (
    <ol class="packets">
      {answer.map((packet, index) => (
        <li key={index}>
          <Packet packet={packet} number={index + 1} />
        </li>
      ))}
    </ol>
  );
}

function Packet({ packet, number }: { readonly packet: PagePacket; readonly number: number }) {
  const { kind, length, hex, fields } = packet;
  const [marked, mark] = useState(-1);
  const shown = fields[marked];
  const isIn = (at: number) => shown !== undefined && at >= shown.from && at < shown.to;
  const fieldAt = (at: number) => fields.findIndex(({ from, to }) => at >= from && at < to);
  const box = useRef<HTMLPreElement>(null);
  useEffect(() => {
    const point = ({ target }: Event) => {
      const at = target instanceof HTMLElement ? target.dataset['at'] : undefined;
      mark(at === undefined ? -1 : fieldAt(Number(at)));
    };
    const element = box.current;
    element?.addEventListener('mouseover', point);
    return () => element?.removeEventListener('mouseover', point);
  }, [packet]);
  const bytes = hex.match(/../g) ?? [];
  const lines = Array.from({ length: Math.ceil(bytes.length / BYTES_OF_LINE) }, (_, line) => line * BYTES_OF_LINE);
  return (
    <details open={number <= 20}>
      <summary>
        {number} {kind.replaceAll('_', ' ')} <span class="dim">{length} B</span>
      </summary>
      <div class="packet">
        <ul>
          {fields.map(({ name, value }, index) => (
            <li key={index}>
              <button
                type="button"
                class={index === marked ? 'marked' : ''}
                onMouseEnter={() => mark(index)}
                onMouseLeave={() => mark(-1)}
                onFocus={() => mark(index)}
                onBlur={() => mark(-1)}
              >
                {visible(name)} <code>{visible(value)}</code>
              </button>
            </li>
          ))}
        </ul>
        <pre ref={box}>
          {lines.map((first) => (
            <div key={first}>
              <span class="dim">{first.toString(16).padStart(4, '0')} </span>
              {bytes.slice(first, first + BYTES_OF_LINE).map((byte, offset) => (
                <span key={offset} data-at={first + offset} class={isIn(first + offset) ? 'marked' : ''}>
                  {byte}{' '}
                </span>
              ))}
            </div>
          ))}
          {length > bytes.length ? <div class="dim">… {length - bytes.length} bytes more</div> : null}
        </pre>
      </div>
    </details>
  );
}
