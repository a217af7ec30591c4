// The files that a recording is: itself, and what SQLite may have put beside it.

import { rmSync } from 'node:fs';

/** Where a recording is made that comes into its place only when it is known that it is to be kept. */
export function recordingBeside(file: string): string {
  return `${file}-recording-${process.pid}`;
}

/** All of them, as far as they are there. */
export function removeRecordingFiles(path: string): void {
  for (const rest of ['', '-wal', '-shm', '-journal']) rmSync(path + rest, { force: true });
}
