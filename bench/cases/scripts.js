// `mock script` beside the least that a scripted server in Node can do: `SELECT 1` as text.
import { halved, sideBySide } from '../lib/measure.js';

export const name = 'scripts';

export async function run({ sysbench, peers, rounds, seconds, quick }, report) {
  for (const threads of [1, 16]) {
    const asked = await peers.all(['bare script server', 'mock script']);
    const ask = ({ port }, load) => sysbench.selectOnes(port, load);
    const rows = await sideBySide(asked, { rounds }, halved(ask, { threads, seconds }, quick));
    report(`script ${threads}`, 'queries/s', rows);
  }
}
