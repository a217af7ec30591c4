// How the cost of finding an answer grows with the recording, from ten exchanges on: a statement that is asked for the first time,
// and one that was asked before. Microseconds of the processor, in this process.

export const name = 'growth';

export async function run({ folder, quick }, report) {
  const { madeRecording, madeStatement } = await import('../lib/made-recording.js');
  const { openRecording } = await import('../../build/store/reading/reader.js');
  const { fingerprintOf } = await import('../../build/identity/fingerprint.js');
  const sizes = quick ? [10, 1000, 50_000] : [10, 100, 1000, 10_000, 100_000, 1_000_000];
  const rows = [];
  for (const size of sizes) {
    const reader = openRecording(madeRecording(folder, size).path);
    const dialect = { charset: null, noBackslashEscapes: false, ansiQuotes: false };
    const figures = [];
    const asked = Math.min(size, 2000);
    for (let round = 0; round < 5; round++) {
      const before = process.cpuUsage();
      for (let n = 0; n < asked; n++) {
        const sql = Buffer.from(madeStatement(Math.floor((n * size) / asked)));
        const payload = Buffer.concat([Buffer.of(3), sql]);
        const command = { code: 3, payload, sql, parameters: null, statement: null, database: '' };
        const [found] = reader.byFingerprintAfter(fingerprintOf(command, dialect), 0, 0, 4);
        if (found === undefined) throw new Error(`${sql} was not found among ${size}`);
        reader.response(found.responseId);
      }
      const { user, system } = process.cpuUsage(before);
      figures.push((user + system) / asked);
    }
    reader.close();
    rows.push({ peer: `${size} exchanges`, figures, cpu: [] });
  }
  report('growth, finding an answer in the file', 'µs of CPU', rows);
}
