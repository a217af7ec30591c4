// Which views there are: of a file, of a page that is served, of a process that runs.

import { isFile } from './api.ts';
import { live, liveMissCount } from './live.ts';
import { data } from './state.ts';

export interface Link {
  readonly name: string;
  readonly href: string;
  /** Names of the views that it leads to. */
  readonly views: readonly string[];
}

export function links(): readonly Link[] {
  const page = data.value;
  const changes = page?.changes;
  const isReplay = live.value?.mode === 'replay';
  const missCount = page?.replay?.missCount ?? liveMissCount.value;
  const hasRecording = live.value?.mode !== 'script';
  return [
    ...(live.value === null ? [] : [{ name: 'Live', href: '#/live', views: ['live'] }]),
    ...(page?.replay || isReplay ? [{ name: `Misses ${missCount}`, href: '#/misses', views: ['miss', 'misses'] }] : []),
    ...(changes
      ? [
          {
            name: `${changes.what === 'diff' ? 'Diff' : 'Verify'} ${changes.items.length}`,
            href: `#/${changes.what}`,
            views: [changes.what],
          },
        ]
      : []),
    ...(hasRecording
      ? [
          { name: 'Overview', href: '#/', views: [''] },
          { name: 'Exchanges', href: '#/exchanges', views: ['exchanges', 'exchange'] },
          { name: 'Statements', href: '#/statements', views: ['statements', 'statement'] },
          { name: 'Timeline', href: '#/timeline', views: ['timeline'] },
          { name: 'Scopes', href: '#/scopes', views: ['scopes'] },
        ]
      : []),
    ...(hasRecording && !isFile
      ? [
          { name: 'Schema', href: '#/schema', views: ['schema'] },
          { name: 'Match', href: '#/match', views: ['match'] },
          { name: 'SQL', href: '#/sql', views: ['sql'] },
          { name: 'Redact', href: '#/redact', views: ['redact'] },
        ]
      : []),
    ...(live.value?.faults != null
      ? [
          {
            name: live.value.faults === 0 ? 'Faults' : `Faults ${live.value.faults}`,
            href: '#/faults',
            views: ['faults'],
          },
        ]
      : []),
  ];
}
