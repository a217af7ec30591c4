// Loaded before a suite of mocha's (`node -r`): writes `1 name` or `0 name` for each of its tests, and turns their order round.
// VERDICTS: the file. MOCHA: where the suite finds mocha. ORDER: `reversed` (the last file, group and test first) or `shuffled`.
const { appendFileSync } = require('node:fs');

const Mocha = require(process.env.MOCHA);
const { run } = Mocha.prototype;

Mocha.prototype.run = function (done) {
  this.loadFiles();
  this.files = [];
  if (process.env.ORDER !== 'as written') arrange(this.suite);
  const runner = run.call(this, done);
  const note = (verdict) => (test) => {
    if (test.type === 'test')
      appendFileSync(process.env.VERDICTS, `${verdict} ${test.fullTitle().replace(/\s+/g, ' ')}\n`);
  };
  return runner.on('pass', note(1)).on('fail', note(0));
};

function arrange(suite) {
  for (const list of [suite.suites, suite.tests]) {
    if (process.env.ORDER === 'reversed') list.reverse();
    else shuffle(list);
  }
  suite.suites.forEach(arrange);
}

// the same for each run
let state = 7;
function shuffle(list) {
  for (let at = list.length - 1; at > 0; at--) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const other = state % (at + 1);
    [list[at], list[other]] = [list[other], list[at]];
  }
}
