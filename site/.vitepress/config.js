// The documentation site. It builds without a network: local search, system fonts, nothing from elsewhere.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitepress';

const root = join(import.meta.dirname, '..');

/** The pages of a folder in the order of their file `_order.json`, each by its own heading. */
function pages(folder) {
  const order = JSON.parse(readFileSync(join(root, folder, '_order.json'), 'utf8'));
  const there = readdirSync(join(root, folder)).filter((name) => name.endsWith('.md'));
  const names = [...order, ...there.map((name) => name.replace(/\.md$/, '')).filter((name) => !order.includes(name))];
  return names.map((name) => {
    const [, text = name] = /^# (.+)$/m.exec(readFileSync(join(root, folder, `${name}.md`), 'utf8')) ?? [];
    return { text: text.replaceAll('`', ''), link: `/${folder}/${name}` };
  });
}

const section = (text, folder) => ({ text, collapsed: false, items: pages(folder) });

export default defineConfig({
  title: 'mock',
  description: 'Record a real MySQL or MariaDB server once, then answer your tests from the recording',
  srcExclude: ['README.md', 'node_modules/**'],
  outDir: 'dist',
  cacheDir: '.cache',
  cleanUrls: true,
  // what lies beside the documentation in the repository
  ignoreDeadLinks: [/\/(?:examples|integrations|bench|src|test|schema)\//, /action$/],
  vite: { build: { chunkSizeWarningLimit: 2000 } },
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Begin', link: '/tutorial/ten-minutes' },
      { text: 'How to', link: '/how-to/ci' },
      { text: 'Reference', link: '/reference/cli' },
      { text: 'Explanation', link: '/explain/recording' },
      // no page of VitePress's: `open/` builds it into `public`
      { text: 'Open a recording', link: '/open/index.html', target: '_self' },
    ],
    sidebar: [
      section('Tutorials', 'tutorial'),
      section('How to', 'how-to'),
      section('Explanation', 'explain'),
      section('Reference', 'reference'),
    ],
    outline: 'deep',
  },
});
