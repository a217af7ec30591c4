// Makes the reference pages of the site from what the repository has: docs/*.md, the configuration's schema, the options of
// the API. They are written into `reference/`, which git ignores: nothing is told twice.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const site = import.meta.dirname;
const root = join(site, '..');
const target = join(site, 'reference');

/** For whoever uses mock first, for whoever changes it last. */
const ORDER = [
  ...['cli', 'configuration', 'api', 'testing', 'matching', 'fresh-values', 'scripts', 'recording', 'text', 'page'],
  ...['security', 'guarantees', 'protocol', 'performance', 'scale', 'architecture', 'changelog'],
];

/** Interfaces that a program sees, by the file that has them. */
const API = {
  'src/serve/record.ts': ['RecordOptions', 'RecordingRun'],
  'src/serve/redaction.ts': ['RedactionOptions'],
  'src/serve/replay.ts': ['ReplayOptions', 'ReplayCounts', 'ReplayRun'],
  'src/serve/client-side.ts': ['ClientSideOptions'],
  'src/serve/server-side.ts': ['ServerSideOptions'],
  'src/testing/open-test-recording.ts': ['TestRecordingOptions'],
  'src/testing/use-recording.ts': ['HelperOptions', 'RecordingHandle', 'Hooks'],
  'src/replay/misses/misses.ts': ['Miss', 'Nearest'],
};

const read = (path) => readFileSync(join(root, path), 'utf8');

/** Links that leave `docs` stay in the site where it has the page. */
function linked(text) {
  return text
    .replace(/\]\(\.\.\/README\.md(#[^)]*)?\)/g, '](/)')
    .replace(/\]\((?:\.\.\/)?docs\//g, '](/reference/')
    .replace(/\]\(\.\.\/(examples|integrations|action)[^)]*\)/g, ']')
    .replace(/\]\(mock\.config\.schema\.json\)/g, '](/reference/configuration)');
}

/** VitePress takes what stands in angles for HTML, and double braces for Vue. */
const plain = (text) => text.replaceAll('<', '&lt;').replaceAll('{{', '&#123;&#123;').replaceAll('|', '\\|');

function configuration() {
  const { properties } = JSON.parse(read('docs/mock.config.schema.json'));
  const typeOf = ({ type, anyOf }) => (anyOf === undefined ? [type].flat().join(' or ') : 'a file, or the list itself');
  const rows = (entries) =>
    entries.map(([name, schema]) => `| \`${name}\` | ${typeOf(schema)} | ${plain(schema.description ?? '')} |`);
  const table = (entries) => ['| option | value | what it does |', '| --- | --- | --- |', ...rows(entries)].join('\n');
  const isCommand = ([, schema]) => schema.properties !== undefined;
  const all = Object.entries(properties).filter(([name]) => name !== '$schema');
  const sections = all.filter(isCommand).map(([name, schema]) => {
    return `## Only for mock ${name}\n\n${table(Object.entries(schema.properties))}`;
  });
  return `# Configuration

\`mock.config.json\` (or \`.yaml\`, \`.js\`), in the working folder or one above it. Its options are those of the
[command line](./cli): at the top for every command that has them, under a command's name for that one. A key that is not
known is an error, with the nearest known one. \`useRecording\` reads it too ([testing](./testing)).

## For several commands

${table(all.filter((each) => !isCommand(each)))}

${sections.join('\n\n')}
`;
}

function api() {
  const sections = Object.entries(API).flatMap(([file, names]) => {
    const text = read(file);
    return names.map((name) => {
      const [code] =
        new RegExp(`(?:/\\*\\*(?:(?!\\*/)[\\s\\S])*\\*/\\n)?export interface ${name}[\\s\\S]*?\\n}\\n`).exec(text) ??
        [];
      if (code === undefined) throw new Error(`${file} has no interface ${name}: mend API in site/build.js`);
      return `## ${name}\n\n\`\`\`ts\n${code}\`\`\``;
    });
  });
  return `# The API

\`record\`, \`replay\` and \`script\` of \`mysql-replay\`; \`useRecording\` of \`mysql-replay/vitest\`, \`/jest\` and
\`/node-test\`; \`openTestRecording\` and \`useRecordingWith\` of \`mysql-replay/testing\`.

${sections.join('\n\n')}
`;
}

rmSync(target, { recursive: true, force: true });
mkdirSync(target);
cpSync(join(root, 'docs', 'images'), join(target, 'images'), { recursive: true });
for (const name of readdirSync(join(root, 'docs')).filter((each) => each.endsWith('.md'))) {
  writeFileSync(join(target, name), linked(read(join('docs', name))));
}
writeFileSync(join(target, 'configuration.md'), configuration());
writeFileSync(join(target, 'api.md'), api());
writeFileSync(join(target, 'changelog.md'), linked(read('CHANGELOG.md')));
writeFileSync(join(target, '_order.json'), JSON.stringify(ORDER));
