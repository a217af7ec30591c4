// A box over everything, in which one of many is found by typing a part of its name: all there is (Ctrl-K), as what to copy.

import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Choices, comboBox, useChoosing } from './choices.tsx';
import type { Choice } from './completion.ts';

export interface Deed extends Choice {
  readonly act: () => void;
}

/** What there is for a text that was typed. */
export type DeedsOf = (text: string) => readonly Deed[];

const CHOICES = 'palette-choices';
const MOST = 12;

interface PaletteProps {
  readonly label: string;
  readonly hint: string;
  readonly deedsOf: DeedsOf;
  readonly close: () => void;
}

export function Palette({ label, hint, deedsOf, close }: PaletteProps) {
  const box = useRef<HTMLInputElement>(null);
  const before = useRef<Element | null>(null);
  const [text, setText] = useState('');
  // before the next key comes, which is meant for the box
  useLayoutEffect(() => {
    before.current = document.activeElement;
    box.current?.focus();
    return () => {
      if (before.current instanceof HTMLElement) before.current.focus();
    };
  }, []);
  const choices = deedsOf(text.trim()).slice(0, MOST);
  const pick = ({ act }: Deed) => {
    close();
    act();
  };
  const { marked, answer } = useChoosing(text, choices, pick, close, 0);
  return (
    <dialog open class="palette" aria-label={label}>
      <input
        ref={box}
        {...comboBox(CHOICES, choices, marked)}
        aria-label={hint}
        placeholder={hint}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (!answer(event) && event.key === 'Escape') close();
        }}
        onBlur={close}
      />
      <Choices id={CHOICES} label="what there is" choices={choices} marked={marked} onPick={pick} />
    </dialog>
  );
}
