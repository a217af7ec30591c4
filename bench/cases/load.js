// sysbench through `mock record` and from `mock replay`: point selects as text and prepared, small transactions, TLS.
import { halved, pace, sideBySide } from '../lib/measure.js';

/** A quick run has those that there is a target for. */
const recordersOf = (quick) => ['bare pipe', ...(quick ? [] : ['HAProxy']), 'mysqlrouter', 'mock record'];
const replayersOf = (quick) => ['MySQL', ...(quick ? [] : ['MariaDB']), 'bare responder', 'mock replay'];

export const name = 'load';

export async function run(context, report) {
  const { rounds, seconds, quick } = context;
  const connections = quick ? [1, 16] : [1, 16, 64];
  const [recorders, replayers] = [recordersOf(quick), replayersOf(quick)];
  const loads = [];
  const measure = (title, ...what) => {
    if (context.isAsked(title)) loads.push([title, ...what]);
  };
  for (const threads of connections) {
    for (const isText of [true, false]) {
      const title = `${threads}, ${isText ? 'text' : 'prepared'}`;
      const load = { threads, isText, seconds };
      measure(`record ${title}`, recorders, { rounds }, load);
      measure(`replay ${title}`, replayers, { rounds }, load);
    }
  }
  for (const threads of quick ? [16] : [1, 16]) {
    const tls = ['bare pipe, TLS', 'mysqlrouter, TLS', 'mock record, TLS'];
    measure(`record ${threads}, TLS`, tls, { rounds }, { threads, isTls: true, seconds });
    const load = { threads, seconds, isTransaction: true };
    measure(`record ${threads}, transactions`, recorders, { rounds }, load);
  }
  const began = performance.now();
  for (const [at, load] of loads.entries()) {
    pace.until = began + ((context.until - began) * (at + 1)) / loads.length;
    await measureOne(context, report, ...load);
  }
}

async function measureOne({ sysbench, user, peers, quick }, report, title, names, { rounds }, load) {
  const asked = await peers.all(names);
  const transactions = async ({ port }) => {
    const figure = await sysbench.transactions({ port, user }, load);
    return { figure, operations: figure * load.seconds };
  };
  const selects = halved(({ port }, part) => sysbench.pointSelects({ port, user }, part), load, quick);
  const kind = load.isTransaction ? 'transactions' : load.isText === false ? 'prepared' : 'text';
  const rows = await sideBySide(asked, { rounds, kind }, load.isTransaction ? transactions : selects);
  report(title, 'queries/s', rows);
}
