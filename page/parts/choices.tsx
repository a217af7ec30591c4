// A box to type into with a list of choices below it, as the filter and the palette have it.
// https://www.w3.org/WAI/ARIA/apg/patterns/combobox/

import { useEffect, useState } from 'preact/hooks';
import type { Choice } from './completion.ts';
import { visible } from './text.tsx';

export interface Choosing {
  /** -1 where none is marked. */
  readonly marked: number;
  /** True where the key was one of the list's. */
  answer(event: KeyboardEvent): boolean;
}

/** Which of the choices is marked, and the keys that move and pick. @param first marked before any key */
export function useChoosing(
  choices: readonly Choice[],
  pick: (index: number) => void,
  close: () => void,
  first = -1,
): Choosing {
  const [marked, mark] = useState(first);
  const names = choices.map(({ name }) => name).join('\n');
  useEffect(() => mark(choices.length === 0 ? -1 : first), [names]);
  const answer = (event: KeyboardEvent): boolean => {
    const { key } = event;
    if (choices.length === 0) return false;
    if (key === 'ArrowDown') mark((marked + 1) % choices.length);
    else if (key === 'ArrowUp') mark((marked <= 0 ? choices.length : marked) - 1);
    else if (key === 'Escape') close();
    else if ((key === 'Enter' || key === 'Tab') && marked >= 0) pick(marked);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return { marked, answer };
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

interface ChoicesProps {
  readonly id: string;
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly marked: number;
  readonly onPick: (index: number) => void;
}

export function Choices({ id, label, choices, marked, onPick }: ChoicesProps) {
  return (
    <div class="choices" id={id} role="listbox" aria-label={label}>
      {choices.map(({ name, hint }, index) => (
        <div
          key={name}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === marked}
          // before the box loses the focus
          onMouseDown={(event) => {
            event.preventDefault();
            onPick(index);
          }}
        >
          <span>{visible(name)}</span>
          {hint === undefined ? null : <small>{visible(hint)}</small>}
        </div>
      ))}
    </div>
  );
}
