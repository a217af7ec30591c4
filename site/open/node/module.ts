// node:module: what the reading side asks for by name, from the bundle.

import protobuf from 'protobufjs/light.js';
import manifest from '../../../package.json' with { type: 'json' };

const PACKAGES: Readonly<Record<string, unknown>> = {
  '../package.json': { version: manifest.version },
  'protobufjs/light.js': protobuf,
};

export function createRequire(): (name: string) => unknown {
  return (name) => PACKAGES[name];
}
