// Short pieces of bytes, one behind the other in larger ones: what waits in thousands has no object for each, which would be
// copied twice when memory is tidied up.

/** As Node's own pool: a piece that stays keeps no more than that. */
const SLAB_BYTES = 8 * 1024;
/** Up to here bytes are copied, so that the piece of memory in which they came is free again at once. @internal */
export const COPIED_BYTES = 2048;

export class Slabs {
  #filling = Buffer.allocUnsafeSlow(SLAB_BYTES);
  #filled = 0;
  /** Where the last bytes are: these, from `at` on. */
  slab: Buffer = this.#filling;
  at = 0;

  /** Takes bytes, which nobody changes afterwards; those that are not short as they are. */
  put(bytes: Buffer): void {
    const { length } = bytes;
    if (length > COPIED_BYTES) {
      this.slab = bytes;
      this.at = 0;
      return;
    }
    if (this.#filled + length > SLAB_BYTES) {
      this.#filling = Buffer.allocUnsafeSlow(SLAB_BYTES);
      this.#filled = 0;
    }
    this.#filling.set(bytes, this.#filled);
    this.slab = this.#filling;
    this.at = this.#filled;
    this.#filled += length;
  }
}
