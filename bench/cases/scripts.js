// `mock script` beside the least that a scripted server in Node can do: `SELECT 1` as text.
import { sideBySide } from '../lib/measure.js';

export const name = 'scripts';

export async function run({ sysbench, peers, rounds, seconds }, report) {
  for (const threads of [1, 16]) {
    const asked = await peers.all(['bare script server', 'mock script']);
    const rows = await sideBySide(asked, { rounds }, async ({ port }) => {
      const figure = await sysbench.selectOnes(port, { threads, seconds });
      return { figure, operations: figure * seconds };
    });
    report(`script ${threads}`, 'queries/s', rows);
  }
}
