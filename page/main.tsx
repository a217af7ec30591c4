// The page: navigation, the view that the URL names, the keys, and what is said when nothing can be shown.

import { render } from 'preact';
import { answerKey, KEYS } from './keys.ts';
import { loadData } from './load.ts';
import './page.css';
import { visible } from './parts/text.tsx';
import { data, isHelpOpen, problem, type Scheme, said, scheme, view } from './state.ts';
import { Exchanges } from './views/exchanges.tsx';
import { Misses } from './views/misses.tsx';
import { Changes, Statements } from './views/others.tsx';
import { Overview } from './views/overview.tsx';

const NEXT: Readonly<Record<Scheme, Scheme>> = { system: 'light', light: 'dark', dark: 'system' };

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
        <nav aria-label="views">
          {links().map(([name, href, isHere]) => (
            <a key={name} href={href} aria-current={isHere ? 'page' : undefined}>
              {name}
            </a>
          ))}
        </nav>
        <span class="said" role="status">
          {said.value}
        </span>
        <button
          type="button"
          aria-label={`colours: ${scheme.value}`}
          title={`colours: ${scheme.value}`}
          onClick={() => {
            scheme.value = NEXT[scheme.value];
          }}
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
      {page.left.length === 0 ? null : <p class="banner">{page.left.join('; ')}</p>}
      <main>
        <View />
      </main>
      <footer>
        {page.hasValues ? 'This page holds data of the recording. ' : ''}Made {page.made.slice(0, 19).replace('T', ' ')}{' '}
        UTC by mock {page.version}; it sends nothing anywhere
      </footer>
      {isHelpOpen.value ? <Help /> : null}
    </>
  );
}

function links(): [string, string, boolean][] {
  const here = view.value;
  const page = data.value;
  const misses = page?.replay?.missCount ?? 0;
  const changes = page?.changes;
  return [
    ...(page?.replay
      ? [[`Misses ${misses}`, '#/misses', here === 'miss' || here === 'misses'] as [string, string, boolean]]
      : []),
    ...(changes
      ? [
          [
            `${changes.what === 'diff' ? 'Diff' : 'Verify'} ${changes.items.length}`,
            `#/${changes.what}`,
            here === changes.what,
          ] as [string, string, boolean],
        ]
      : []),
    ['Overview', '#/', here === ''],
    ['Exchanges', '#/exchanges', here === 'exchanges' || here === 'exchange'],
    ['Statements', '#/statements', here === 'statements'],
  ];
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
    case 'statements':
      return <Statements />;
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
      <button type="button" autofocus onClick={close}>
        close
      </button>
    </dialog>
  );
}

addEventListener('keydown', answerKey);
const root = document.getElementById('page');
if (root !== null) render(<App />, root);
loadData().then(
  (loaded) => {
    data.value = loaded;
    const isBare = location.hash === '' || location.hash === '#';
    if (isBare && (loaded.replay?.misses.length ?? 0) > 0) location.replace('#/miss/1');
    else if (isBare && loaded.changes !== null) location.replace(`#/${loaded.changes.what}`);
  },
  (error: unknown) => {
    problem.value = error instanceof Error ? error.message : String(error);
  },
);
