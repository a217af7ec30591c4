// Numbers that stand for histories: 53 bits, so that they are plain numbers in JavaScript and in SQLite. Not for secrets.

const HIGH = 0x1fffff;

/** Of a text; `mix` of its characters, so to speak. */
export function hashOf(text: string): number {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  return finish(a, b);
}

/** Of two numbers, in this order. */
export function mix(one: number, other: number): number {
  let a = 0x9e3779b9 ^ (one | 0);
  let b = 0x85ebca6b ^ ((one / 0x100000000) | 0);
  a = Math.imul(a ^ (a >>> 15), 2246822507) ^ (other | 0);
  b = Math.imul(b ^ (b >>> 13), 3266489909) ^ ((other / 0x100000000) | 0);
  a = Math.imul(a ^ (b >>> 16), 2654435761);
  b = Math.imul(b ^ (a >>> 13), 1597334677);
  return finish(a, b);
}

const BAG = 2 ** 52;

/** Sums up numbers, in any order; what was added can be taken away: what a bag holds. */
export function sum(one: number, other: number): number {
  const total = ((one % BAG) + (other % BAG)) % BAG;
  return total < 0 ? total + BAG : total;
}

function finish(first: number, second: number): number {
  let a = first;
  let b = second;
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (b & HIGH) * 0x100000000 + (a >>> 0);
}
