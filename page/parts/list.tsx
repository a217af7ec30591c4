// A list of rows of one height: only those that are seen are in the document.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

const ROW = 24;
/** Browsers cut what is higher than some tens of millions of pixels: a longer list is scrolled in larger steps. */
const MOST_HEIGHT = 8_000_000;
const BEYOND = 8;

export interface ListProps {
  readonly label: string;
  readonly count: number;
  /** Index of the selected row; -1 for none. */
  readonly selected: number;
  readonly row: (index: number) => ComponentChildren;
  readonly head: ComponentChildren;
  readonly onSelect: (index: number) => void;
  /** Widths of the columns, as CSS has them; default those of exchanges. */
  readonly columns?: string;
  /** Index of a row that is to be seen though it is not selected, such as the last of what grows. */
  readonly shown?: number;
}

/** A list with its columns named; nothing of it is selected. */
export function ListOf({ heads, ...list }: Omit<ListProps, 'head' | 'selected'> & { readonly heads: string[] }) {
  const head = heads.map((name, index) => (
    <span key={index} role="columnheader">
      {name === '' ? <span class="hidden">kind</span> : name}
    </span>
  ));
  return <List {...list} selected={-1} head={head} />;
}

export function List({ label, count, selected, row, head, onSelect, columns, shown: seen = -1 }: ListProps) {
  const whole = count * ROW;
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  // its last row is where the scroll bar ends
  const scale = whole <= MOST_HEIGHT ? 1 : (whole - height) / (MOST_HEIGHT - height);
  const goal = selected < 0 ? seen : selected;
  useEffect(() => {
    const element = box.current;
    if (element === null || goal < 0) return;
    const at = goal * ROW;
    if (scale > 1) {
      const from = element.scrollTop * scale;
      const isSeen = at >= from && at + 2 * ROW <= from + element.clientHeight;
      if (!isSeen) element.scrollTop = (at - element.clientHeight / 2) / scale;
      return;
    }
    if (at < element.scrollTop) element.scrollTop = at;
    else if (at + 2 * ROW > element.scrollTop + element.clientHeight) {
      element.scrollTop = at + 2 * ROW - element.clientHeight;
    }
  }, [goal, count]);
  const seenTop = top * scale;
  const first = Math.max(0, Math.floor(seenTop / ROW) - BEYOND);
  const last = Math.min(count, Math.ceil((seenTop + height) / ROW) + BEYOND);
  const shown = Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at);
  const layout = columns === undefined ? {} : { gridTemplateColumns: columns };
  return (
    <div
      class="list"
      role="grid"
      aria-label={label}
      aria-rowcount={count + 1}
      tabIndex={0}
      ref={box}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <div class="row head" role="row" aria-rowindex={1} style={layout}>
        {head}
      </div>
      <div class="rows" role="presentation" style={{ height: `${Math.min(whole, MOST_HEIGHT)}px` }}>
        {shown.map((index) => (
          <div
            key={index}
            class={index === selected ? 'row selected' : 'row'}
            role="row"
            aria-rowindex={index + 2}
            aria-selected={index === selected}
            style={{ ...layout, transform: `translateY(${index * ROW - seenTop + top}px)` }}
            onClick={() => onSelect(index)}
          >
            {row(index)}
          </div>
        ))}
      </div>
    </div>
  );
}
