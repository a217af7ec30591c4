// Runs a program of dist, which a checkout may not have yet.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** @param {string} program its file in dist */
export async function start(program) {
  // dist is not even read by an older one
  if (Number.parseInt(process.versions.node, 10) < 20) {
    console.error(
      `mock: Node 20 or newer is needed, and this is ${process.versions.node}: install one, and run npm rebuild`,
    );
    process.exit(1);
  }
  const file = new URL(`../dist/${program}`, import.meta.url);
  if (!existsSync(file)) {
    console.error('mock: this checkout is not built: run npm run demo, or npm install and npm run build');
    process.exit(1);
  }
  keepCompiled();
  const { main } = await import(file.href);
  await main(process.argv.slice(2));
}

/**
 * Node 22 and newer keep what V8 made of our sources, which saves a third of a start. In a folder of the user's own: what others
 * may write, as in the system's folder for temporary files, they could make us run. NODE_DISABLE_COMPILE_CACHE=1 turns it off, and
 * where the folder cannot be written to, nothing is kept.
 */
function keepCompiled() {
  const { NODE_COMPILE_CACHE, XDG_CACHE_HOME } = process.env;
  const own = () => join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'mysql-replay', 'compiled');
  try {
    module.enableCompileCache?.(NODE_COMPILE_CACHE || own());
  } catch {
    // a user without a home
  }
}
