// The strip above the timeline: how much there was over the whole time, and which part of it is shown. Dragging shows
// another part; the keys of the timeline do the same.

import { useRef, useState } from 'preact/hooks';
import { ms } from './text.tsx';

export interface Part {
  /** From 0, the beginning, to 1. */
  readonly from: number;
  readonly to: number;
}

interface BrushProps {
  readonly density: readonly number[];
  readonly wholeUs: number;
  readonly shown: Part;
  readonly onShow: (part: Part) => void;
}

/** A drag of less than this moves the part that is shown. */
const LEAST = 0.005;

export function Brush({ density, wholeUs, shown, onShow }: BrushProps) {
  const began = useRef<number | null>(null);
  const [drawn, draw] = useState<Part | null>(null);
  const { from, to } = drawn ?? shown;
  const most = Math.max(1, ...density);
  const at = ({ clientX, currentTarget }: PointerEvent & { readonly currentTarget: Element }) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    return Math.min(1, Math.max(0, (clientX - left) / Math.max(1, width)));
  };
  const end = (x: number) => {
    const start = began.current;
    began.current = null;
    draw(null);
    if (start === null) return;
    if (Math.abs(x - start) >= LEAST) {
      onShow({ from: Math.min(start, x), to: Math.max(start, x) });
      return;
    }
    const half = (shown.to - shown.from) / 2;
    const middle = Math.min(1 - half, Math.max(half, x));
    onShow({ from: middle - half, to: middle + half });
  };
  return (
    <svg
      class="brush"
      viewBox="0 0 1000 32"
      preserveAspectRatio="none"
      role="img"
      aria-label={`shown: ${ms(from * wholeUs)} to ${ms(to * wholeUs)} of ${ms(wholeUs)} ms`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        began.current = at(event);
      }}
      onPointerMove={(event) => {
        if (began.current === null) return;
        const x = at(event);
        draw({ from: Math.min(began.current, x), to: Math.max(began.current, x) });
      }}
      onPointerUp={(event) => end(at(event))}
    >
      {density.map((count, index) => {
        const width = 1000 / density.length;
        const height = count === 0 ? 0 : Math.max(1, (count / most) * 30);
        return <rect key={index} x={index * width} width={Math.max(1, width - 1)} y={32 - height} height={height} />;
      })}
      <rect class="window" x={from * 1000} width={Math.max(2, (to - from) * 1000)} y={0} height={32} />
    </svg>
  );
}
