// Ctrl-K: every view, every deed and every exchange by typing a part of its name.

import { useEffect, useRef, useState } from 'preact/hooks';
import { isPaletteOpen } from '../state.ts';
import { Choices, comboBox, useChoosing } from './choices.tsx';
import type { Choice } from './completion.ts';

export interface Deed extends Choice {
  readonly act: () => void;
}

const CHOICES = 'palette-choices';
const MOST = 12;

/** @param deedsOf what there is for a text that was typed, beside those whose names have it in them */
export function Palette({ deeds, deedsOf }: { deeds: readonly Deed[]; deedsOf: (text: string) => readonly Deed[] }) {
  const box = useRef<HTMLInputElement>(null);
  const before = useRef<Element | null>(null);
  const [text, setText] = useState('');
  useEffect(() => {
    before.current = document.activeElement;
    box.current?.focus();
    return () => {
      if (before.current instanceof HTMLElement) before.current.focus();
    };
  }, []);
  const close = () => {
    isPaletteOpen.value = false;
  };
  const wanted = text.trim().toLowerCase();
  const named = deeds.filter(({ name, hint = '' }) => `${name} ${hint}`.toLowerCase().includes(wanted));
  const choices = [...(wanted === '' ? [] : deedsOf(text.trim())), ...named].slice(0, MOST);
  const pick = (index: number) => {
    close();
    choices[index]?.act();
  };
  const { marked, answer } = useChoosing(choices, pick, close, 0);
  return (
    <dialog open class="palette" aria-label="everything">
      <input
        ref={box}
        {...comboBox(CHOICES, choices, marked)}
        aria-label="go to"
        placeholder="a view, a number of an exchange, words of a statement"
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
