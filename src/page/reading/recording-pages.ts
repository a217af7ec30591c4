// Answers what the page asks of one recording. Opened when it is first asked, so that one that is not there yet is waited
// for, and anew where the file was replaced.

import { statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { openRecording, type RecordingFileReader } from '../../store/reader.ts';
import { collectPage, exchangeOf } from '../collect.ts';
import type { PageReading, QuestionName, Questions } from './questions.ts';

type Answers = {
  readonly [Name in QuestionName]: (
    reader: RecordingFileReader,
    question: Questions[Name]['ask'],
  ) => Questions[Name]['answer'] | Promise<Questions[Name]['answer']>;
};

const MOST_TAIL = 500;

const ANSWERS: Answers = {
  data: (reader, { maxExchanges, hasValues }) =>
    gzipSync(JSON.stringify(collectPage(reader, { maxExchanges, hasValues })), { level: 1 }),
  tail: (reader, { after, most }) => {
    const limit = Math.min(most, MOST_TAIL);
    const beganUs = reader.summary().firstAtUs ?? 0;
    return [...reader.listExchanges({ after, limit })].map((listed) => exchangeOf(listed, beganUs, null));
  },
};

export class RecordingPages implements PageReading {
  readonly #path: string;
  #reader: RecordingFileReader | null = null;
  #inode = 0;

  constructor(path: string) {
    this.#path = path;
  }

  async ask<Name extends QuestionName>(
    name: Name,
    question: Questions[Name]['ask'],
  ): Promise<Questions[Name]['answer']> {
    return await ANSWERS[name](this.#open(), question);
  }

  async close(): Promise<void> {
    this.#reader?.close();
    this.#reader = null;
  }

  /** A file that was replaced is another recording. */
  #open(): RecordingFileReader {
    const inode = statSync(this.#path, { throwIfNoEntry: false })?.ino ?? 0;
    if (this.#reader !== null && inode !== 0 && inode !== this.#inode) {
      this.#reader.close();
      this.#reader = null;
    }
    this.#inode = inode;
    this.#reader ??= openRecording(this.#path);
    return this.#reader;
  }
}
