// The page: navigation, the view that the URL names, the keys, and what is said when nothing can be shown.

import { render } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { PageData } from '../src/page/page-data.ts';
import { ask, isFile, isGone, wasReplaced } from './api.ts';
import { copiesOf } from './copies.ts';
import { deedsOf } from './deeds.ts';
import { answerKey, KEYS } from './keys.ts';
import { links } from './links.ts';
import { followLive } from './live.ts';
import { loadData } from './load.ts';
import './style.ts';
import { Palette } from './parts/palette.tsx';
import { visible } from './parts/text.tsx';
import {
  changeScheme,
  data,
  go,
  hasLetterKeys,
  isCopying,
  isHelpOpen,
  isPaletteOpen,
  misses,
  problem,
  said,
  scheme,
  toggleLetterKeys,
  view,
} from './state.ts';
import { Changes } from './views/changes.tsx';
import { Exchanges } from './views/exchanges.tsx';
import { Live } from './views/live.tsx';
import { Misses } from './views/misses.tsx';
import { Overview } from './views/overview.tsx';
import { Redact } from './views/redact.tsx';
import { Statement } from './views/statement.tsx';
import { Statements } from './views/statements.tsx';
import { Faults, Scopes } from './views/steering.tsx';
import { Timeline } from './views/timeline.tsx';
import { Match, Schema, SqlView } from './views/tools.tsx';

function App() {
  if (problem.value !== null) return <p class="empty bad">{problem.value}</p>;
  const page = data.value;
  if (page === null) return <p class="empty">reading…</p>;
  return (
    <>
      <header class="bar">
        <a class="name" href="#/" title={page.path}>
          {visible(page.title)}
        </a>
        <Nav />
        <span class="said" role="status">
          {said.value}
        </span>
        <button
          type="button"
          aria-label={`colours: ${scheme.value}`}
          title={`colours: ${scheme.value}`}
          onClick={changeScheme}
        >
          ◐
        </button>
        <button
          type="button"
          aria-label="keys"
          onClick={() => {
            isHelpOpen.value = true;
          }}
        >
          ?
        </button>
      </header>
      <Banner page={page} />
      <main>
        <View />
      </main>
      <footer>
        {page.hasValues ? 'This page holds data of the recording. ' : ''}Made {page.made.slice(0, 19).replace('T', ' ')}{' '}
        UTC by mock {page.version}; it sends nothing anywhere
      </footer>
      {isHelpOpen.value ? <Help /> : null}
      {isPaletteOpen.value ? (
        <Palette
          label="everything"
          hint="a view, a number of an exchange, words of a statement"
          deedsOf={deedsOf}
          close={() => {
            isPaletteOpen.value = false;
          }}
        />
      ) : null}
      {isCopying.value ? (
        <Palette
          label="copy"
          hint="copy as"
          deedsOf={copiesOf}
          close={() => {
            isCopying.value = false;
          }}
        />
      ) : null}
    </>
  );
}

function Nav() {
  const nav = useRef<HTMLElement>(null);
  const shown = view.value;
  // a narrow window has them scrolled sideways: the current one is to be seen
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [shown]);
  return (
    <nav aria-label="views" ref={nav}>
      {links().map(({ name, href, views }) => (
        <a key={href} href={href} aria-current={views.includes(shown) ? 'page' : undefined}>
          {name}
        </a>
      ))}
    </nav>
  );
}

const replaced = wasReplaced();

function Banner({ page: { path, left, hasValues } }: { readonly page: PageData }) {
  const file = [
    ...(isGone.value ? [`the file ${path} was removed: what was in it is shown as long as this mock runs`] : []),
    ...(replaced ? [`the file ${path} was replaced: this is the new one`] : []),
  ];
  const said = [...file, ...left, ...(hasValues ? [] : ['rows, parameters and values were left out (--no-values)'])];
  return said.length === 0 ? null : (
    <p class="banner" role="status">
      {visible(said.join('; '))}
    </p>
  );
}

function View() {
  switch (view.value) {
    case '':
      return <Overview />;
    case 'miss':
    case 'misses':
      return <Misses />;
    case 'exchanges':
      return <Exchanges />;
    case 'live':
      return <Live />;
    case 'timeline':
      return <Timeline />;
    case 'scopes':
      return <Scopes />;
    case 'schema':
      return <Schema />;
    case 'match':
      return <Match />;
    case 'sql':
      return <SqlView />;
    case 'redact':
      return <Redact />;
    case 'faults':
      return <Faults />;
    case 'statements':
      return <Statements />;
    case 'statement':
      return <Statement />;
    case 'diff':
    case 'verify':
      return <Changes />;
    default:
      return (
        <p class="empty">
          There is no such page. <a href="#/">To the overview</a>
        </p>
      );
  }
}

const focus = (element: HTMLElement | null) => element?.focus();

function Help() {
  const close = () => {
    isHelpOpen.value = false;
  };
  return (
    <dialog open class="help" aria-label="keys">
      <h2>Keys</h2>
      <dl>
        {KEYS.map(([key, what]) => (
          <>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </>
        ))}
      </dl>
      <p>
        <label>
          <input type="checkbox" checked={hasLetterKeys.value} onChange={toggleLetterKeys} /> letters alone are keys
        </label>
      </p>
      <button type="button" ref={focus} onClick={close}>
        close
      </button>
    </dialog>
  );
}

addEventListener('keydown', answerKey);
// whether it still is the file that is shown, of which the answer's head tells
addEventListener('focus', () => {
  if (!isFile && (data.value?.counts.exchanges ?? 0) > 0) ask('exchange', { id: 0 }).catch(() => undefined);
});
const root = document.getElementById('page');
if (root !== null) render(<App />, root);
/** Not where somebody has been already: a reload stays where it is. */
const isFresh = /^#?(token=[\w-]+\/?)?$/.test(location.hash);
loadData().then(
  ({ page, live: state }) => {
    data.value = page;
    if (state !== null) void followLive(state);
    if (!isFresh) return;
    if (state !== null) go('#/live', true);
    else if (misses.value.length > 0) go('#/miss/1', true);
    else if (page.changes !== null) go(`#/${page.changes.what}`, true);
  },
  (error: unknown) => {
    problem.value = error instanceof Error ? error.message : String(error);
  },
);
