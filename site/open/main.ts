// A recording that is dropped onto the documentation's site, shown as `mock ui` shows it. Read by a worker of this page; nothing
// leaves the browser. What is shown is the same file that `mock ui -o` writes, from a blob.

import { pageHtml } from '../../src/page/page-html.ts';
import type { Answer, Question } from './worker.ts';

/** What SQLite's WebAssembly and the page's data have room for. */
const MOST_BYTES = 512 * 1024 * 1024;

const element = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;
const drop = element('drop');
const bar = element('bar');
const problem = element('problem');
const said = element('said');
const chosen = element<HTMLInputElement>('file');

let frame: HTMLIFrameElement | null = null;
let shown: string | null = null;

function say(text: string, trouble = ''): void {
  said.textContent = text;
  problem.textContent = trouble;
}

async function open(file: File): Promise<void> {
  if (file.size > MOST_BYTES) {
    say('', `${file.name} is larger than a browser can read (512 MiB): mock ui ${file.name}`);
    return;
  }
  say(`Reading ${file.name} …`);
  try {
    const answer = await read({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
    if ('problem' in answer) say('', answer.problem);
    else await show(file.name, answer.packed);
  } catch (error) {
    say('', `${file.name} could not be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A worker for each file: what one leaves behind is no other's. */
async function read(question: Question): Promise<Answer> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise((resolve, reject) => {
      worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => resolve(data));
      worker.addEventListener('error', ({ message }) => reject(new Error(message || 'the reader did not start')));
      worker.postMessage(question, [question.bytes.buffer]);
    });
  } finally {
    worker.terminate();
  }
}

async function show(name: string, packed: Uint8Array): Promise<void> {
  const [script, style] = await Promise.all([asset('page.js'), asset('page.css')]);
  const [scriptHash, styleHash] = await Promise.all([hashOf(script), hashOf(style)]);
  const html = pageHtml({ script, style, scriptHash, styleHash, packed: base64(packed) });
  close();
  shown = URL.createObjectURL(new Blob([html], { type: 'text/html' }));
  frame = document.createElement('iframe');
  frame.title = `The page of ${name}`;
  frame.src = shown;
  document.body.append(frame);
  element('name').textContent = name;
  const save = element<HTMLAnchorElement>('save');
  save.href = shown;
  save.download = `${name.replace(/\.db$/, '')}.html`;
  bar.hidden = false;
  drop.hidden = true;
  say('');
}

function close(): void {
  frame?.remove();
  frame = null;
  if (shown !== null) URL.revokeObjectURL(shown);
  shown = null;
  bar.hidden = true;
  drop.hidden = false;
}

async function asset(name: string): Promise<string> {
  const reply = await fetch(new URL(name, location.href));
  if (!reply.ok) throw new Error(`${name} is not there (${reply.status})`);
  return await reply.text();
}

async function hashOf(text: string): Promise<string> {
  return base64(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))));
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}

/** A file may be dropped anywhere, also where another is shown beside it. */
function takeDrop(event: DragEvent): void {
  event.preventDefault();
  drop.classList.toggle('over', event.type === 'dragover');
  const file = event.type === 'drop' ? event.dataTransfer?.files[0] : undefined;
  if (file !== undefined) void open(file);
}

for (const name of ['dragover', 'dragleave', 'drop'] as const) addEventListener(name, takeDrop);
chosen.addEventListener('change', () => {
  const file = chosen.files?.[0];
  chosen.value = '';
  if (file !== undefined) void open(file);
});
element('another').addEventListener('click', () => {
  close();
  chosen.focus();
});
