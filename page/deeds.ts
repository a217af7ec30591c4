// What the palette finds for a text: views, deeds, an exchange by its number, exchanges by words of their statements.

import { links } from './links.ts';
import type { Deed } from './parts/palette.tsx';
import { changeScheme, copy, go, isHelpOpen, link, scheme } from './state.ts';

/** What can be gone to and done from everywhere. */
function deeds(): readonly Deed[] {
  return [
    ...links().map(({ name, href }) => ({ name, hint: 'view', act: () => go(href) })),
    { name: 'Copy the link', hint: 'y', act: () => void copy(link()) },
    { name: `Colours: ${scheme.value}`, hint: 'system, light, dark', act: changeScheme },
    {
      name: 'Keys',
      hint: '?',
      act: () => {
        isHelpOpen.value = true;
      },
    },
  ];
}

/** Best first, so that Enter does what was typed: what begins with it, what has it in its name, what has such statements. */
export function deedsOf(text: string): readonly Deed[] {
  const all = deeds();
  if (text === '') return all;
  const wanted = text.toLowerCase();
  const named = all.filter(({ name }) => name.toLowerCase().includes(wanted));
  const begun = named.filter(({ name }) => name.toLowerCase().startsWith(wanted));
  const hinted = all.filter(({ name, hint = '' }) => !named.some((one) => one.name === name) && hint.includes(wanted));
  const id = /^\d+$/.test(text) ? Number(text) : null;
  const find = `#/exchanges?q=${encodeURIComponent(text)}`;
  return [
    ...(id === null ? [] : [{ name: `Exchange ${id}`, act: () => go(`#/exchanges?at=${id}`) }]),
    ...begun,
    ...named.filter((one) => !begun.includes(one)),
    { name: `Exchanges with ${text}`, hint: 'filter', act: () => go(find) },
    ...hinted,
  ];
}
