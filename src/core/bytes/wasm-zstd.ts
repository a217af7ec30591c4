// zstd where node:zlib has none (before 22.15): the library itself as WebAssembly, loaded when the first peer asks for it. It
// works in the thread that calls it. https://facebook.github.io/zstd/zstd_manual.html

import { createRequire } from 'node:module';

/** One direction's state each, of one connection; what has failed once is of no more use. */
export interface WasmZstdStream {
  /** All that comes of the bytes, flushed. */
  compress(bytes: Uint8Array): Buffer;
  /** All that comes of the bytes, but no more than `most` of it; nothing where they are broken. */
  expand(bytes: Uint8Array, most: number): Buffer;
  close(): void;
}

export interface WasmZstd {
  /** One frame. @param level 1 to 22 */
  compress(bytes: Uint8Array, level: number): Buffer;
  stream(): WasmZstdStream;
}

/**
 * What the package's instance holds, as far as it is used: its own methods have one stream in all, and copy byte by byte (half a
 * second for a MiB). Its version is pinned.
 */
interface Instance {
  readonly _mainModule: { readonly _module: Heap };
  readonly _zstdClass: Library;
}

/** The module's memory, by addresses. */
interface Heap {
  /** Another one whenever the memory has grown. */
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(at: number): void;
}

interface Library {
  new (): State;
  compressBound(bytes: number): number;
  CStreamOutSize(): number;
  compress(to: number, most: number, from: number, bytes: number, level: number): number;
}

interface State {
  compressChunk(to: number, most: number, from: number, bytes: number): number;
  decompressChunk(to: number, most: number, from: number, bytes: number): number;
  delete(): void;
}

let isInstalled: boolean | null = null;

/** An install may have left it out: it is optional. It takes some milliseconds once. */
export function hasWasmZstd(): boolean {
  isInstalled ??= canBeFound();
  return isInstalled;
}

function canBeFound(): boolean {
  try {
    createRequire(import.meta.url).resolve('@hpcc-js/wasm-zstd');
    return true;
  } catch {
    return false;
  }
}

let loading: Promise<WasmZstd> | null = null;

export function loadWasmZstd(): Promise<WasmZstd> {
  loading ??= load();
  return loading;
}

async function load(): Promise<WasmZstd> {
  const { Zstd } = await import('@hpcc-js/wasm-zstd');
  const { _mainModule, _zstdClass } = (await Zstd.load()) as unknown as Instance;
  const heap = _mainModule._module;
  return {
    compress: (bytes, level) =>
      through(heap, bytes, _zstdClass.compressBound(bytes.length), (to, most, from) =>
        _zstdClass.compress(to, most, from, bytes.length, level),
      ),
    stream: () => new Stream(heap, _zstdClass),
  };
}

class Stream implements WasmZstdStream {
  readonly #heap: Heap;
  readonly #library: Library;
  readonly #state: State;

  constructor(heap: Heap, library: Library) {
    this.#heap = heap;
    this.#library = library;
    this.#state = new library();
  }

  compress(bytes: Uint8Array): Buffer {
    const most = this.#library.compressBound(bytes.length) + this.#library.CStreamOutSize();
    return through(this.#heap, bytes, most, (to, room, from) =>
      this.#state.compressChunk(to, room, from, bytes.length),
    );
  }

  expand(bytes: Uint8Array, most: number): Buffer {
    return through(this.#heap, bytes, most, (to, room, from) =>
      this.#state.decompressChunk(to, room, from, bytes.length),
    );
  }

  close(): void {
    this.#state.delete();
  }
}

/**
 * Copies bytes in, works, and copies out what came of it.
 * @param most room for what comes out, in bytes
 * @param work returns how many came out; what is more than there was room for is an error's number
 * @throws RangeError where there is no memory
 */
function through(
  heap: Heap,
  bytes: Uint8Array,
  most: number,
  work: (to: number, most: number, from: number) => number,
): Buffer {
  const from = heap._malloc(bytes.length);
  const to = heap._malloc(most);
  try {
    if (from === 0 || to === 0) throw new RangeError(`no memory for ${most} bytes`);
    heap.HEAPU8.set(bytes, from);
    const count = work(to, most, from);
    return Buffer.from(count < 0 || count > most ? [] : heap.HEAPU8.subarray(to, to + count));
  } finally {
    heap._free(to);
    heap._free(from);
  }
}
