// A box to type into with a list of choices below it, as the filter and the palette have it.
// https://www.w3.org/WAI/ARIA/apg/patterns/combobox/

import { useRef, useState } from 'preact/hooks';
import type { Choice } from './completion.ts';
import { visible } from './text.tsx';

export interface Choosing {
  /** -1 where none is marked. */
  readonly marked: number;
  /** True where the key was one of the list's. */
  answer(event: KeyboardEvent): boolean;
}

/** Which choice was marked, and of what text: another text has a list of its own. */
interface Mark {
  readonly text: string;
  readonly name: string;
}

/**
 * Which of the choices is marked, and the keys that move and pick. A mark follows its choice where the list grows, and never
 * outlives the text that it was made for: keys may come faster than anything is drawn.
 * @param text what the choices are of @param first marked before any key
 */
export function useChoosing<Each extends Choice>(
  text: string,
  choices: readonly Each[],
  pick: (choice: Each) => void,
  close: () => void,
  first = -1,
): Choosing {
  const made = useRef<Mark | null>(null);
  const [, draw] = useState(0);
  const markedNow = () => {
    const { current: mark } = made;
    const at = mark?.text === text ? choices.findIndex(({ name }) => name === mark.name) : -1;
    return at < 0 ? Math.min(first, choices.length - 1) : at;
  };
  const mark = (index: number) => {
    made.current = { text, name: choices[index]?.name ?? '' };
    draw((count) => count + 1);
  };
  const answer = (event: KeyboardEvent): boolean => {
    const { key } = event;
    // Enter ends the writing of a word in Japanese and others, and is not ours
    if (choices.length === 0 || event.isComposing) return false;
    const marked = markedNow();
    const choice = choices[marked];
    if (key === 'ArrowDown') mark((marked + 1) % choices.length);
    else if (key === 'ArrowUp') mark((marked <= 0 ? choices.length : marked) - 1);
    else if (key === 'Escape') close();
    else if ((key === 'Enter' || key === 'Tab') && choice !== undefined) pick(choice);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return { marked: markedNow(), answer };
}

/** What every box with such a list says of itself. @param id of the list */
export function comboBox(id: string, choices: readonly Choice[], marked: number) {
  return {
    type: 'text',
    role: 'combobox',
    'aria-expanded': choices.length > 0,
    'aria-controls': id,
    'aria-autocomplete': 'list',
    'aria-activedescendant': marked < 0 ? undefined : `${id}-${marked}`,
    autocomplete: 'off',
    spellcheck: false,
  } as const;
}

interface ChoicesProps<Each extends Choice> {
  readonly id: string;
  readonly label: string;
  readonly choices: readonly Each[];
  readonly marked: number;
  readonly onPick: (choice: Each) => void;
}

export function Choices<Each extends Choice>({ id, label, choices, marked, onPick }: ChoicesProps<Each>) {
  return (
    <div class="choices" id={id} role="listbox" aria-label={label}>
      {choices.map((choice, index) => (
        <div
          key={choice.name}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === marked}
          // before the box loses the focus
          onMouseDown={(event) => {
            event.preventDefault();
            onPick(choice);
          }}
        >
          <span>{visible(choice.name)}</span>
          {choice.hint === undefined ? null : <small>{visible(choice.hint)}</small>}
        </div>
      ))}
    </div>
  );
}
