// node:path, node:url and node:util: the little that is asked of them.

export const resolve = (path: string): string => path;
export const fileURLToPath = (): string => '/';
export const TextDecoder = globalThis.TextDecoder;
