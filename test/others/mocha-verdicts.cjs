// Loaded before a suite of mocha's (`node -r`): writes `1 name` or `0 name` for each of its tests, and turns their order round.
// VERDICTS: the file. MOCHA: where the suite finds mocha. REVERSE=1: the last file, group and test first.
const { appendFileSync } = require('node:fs');

const Mocha = require(process.env.MOCHA);
const { run } = Mocha.prototype;

Mocha.prototype.run = function (done) {
  this.loadFiles();
  this.files = [];
  if (process.env.REVERSE === '1') reverse(this.suite);
  const runner = run.call(this, done);
  const note = (verdict) => (test) => {
    if (test.type === 'test')
      appendFileSync(process.env.VERDICTS, `${verdict} ${test.fullTitle().replace(/\s+/g, ' ')}\n`);
  };
  return runner.on('pass', note(1)).on('fail', note(0));
};

function reverse(suite) {
  suite.suites.reverse().forEach(reverse);
  suite.tests.reverse();
}
