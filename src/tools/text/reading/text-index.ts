// Where the parts of a text twin stand: its head, its sessions, and the entries of its appendix.

import { AppendixReader } from '../writing/appendix.ts';
import { Line, Lines } from './scanner.ts';
import { linesOf, type TextSource, textLinesOf } from './text-source.ts';

/** A piece of the text. */
export interface Section {
  readonly from: number;
  readonly to: number;
  /** Lines before it. */
  readonly before: number;
}

export interface TextIndex {
  readonly head: Section;
  readonly sessions: readonly Section[];
  readonly appendix: AppendixReader;
}

export function sectionLines(source: TextSource, { from, to, before }: Section): Lines {
  return new Lines(textLinesOf(source, from, to), before);
}

/** Reads the text once. @throws TextError where a name is defined twice */
export function indexText(source: TextSource): TextIndex {
  /** Offset and number of the first lines of all parts. */
  const starts: { readonly offset: number; readonly number: number; readonly name: string | null }[] = [
    { offset: 0, number: 1, name: null },
  ];
  const names = new Set<string>();
  let number = 0;
  for (const { offset, text } of linesOf(source)) {
    number++;
    const isDefinition = text.startsWith('define ');
    if (isDefinition) starts.push({ offset, number, name: nameOf(new Line(text.replace(/\r$/, ''), number), names) });
    else if (names.size === 0 && /^\s*session /.test(text)) starts.push({ offset, number, name: null });
  }
  const [head, ...parts] = starts.map(({ offset, number: first, name }, at) => {
    const to = starts[at + 1]?.offset ?? source.bytes;
    return { name, section: { from: offset, to, before: first - 1 } };
  });
  const entries = new Map(parts.flatMap(({ name, section }) => (name === null ? [] : [[name, section] as const])));
  const get = (name: string): Lines | undefined => {
    const section = entries.get(name);
    if (section === undefined) return undefined;
    const lines = sectionLines(source, section);
    lines.take();
    return lines;
  };
  return {
    head: head?.section ?? { from: 0, to: 0, before: 0 },
    sessions: parts.flatMap(({ name, section }) => (name === null ? [section] : [])),
    appendix: new AppendixReader({ get }),
  };
}

function nameOf(line: Line, names: Set<string>): string {
  line.expect('define');
  const name = line.word('a name');
  line.end();
  if (names.has(name)) throw line.error(`${name} is defined twice`);
  names.add(name);
  return name;
}
