// Runs a program of dist, which a checkout may not have yet.
import { existsSync } from 'node:fs';

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
  const { main } = await import(file.href);
  await main(process.argv.slice(2));
}
