// fast-check with a seed of the project's own, so that a run of the tests is the same run each time. MOCK_FUZZ_SEED sets
// another one (a failure prints the seed that it came from), `MOCK_FUZZ_SEED=random` takes a new one in every file.
import fc from 'fast-check';

const FIXED_SEED = 20_261_122;

const { MOCK_FUZZ_SEED } = process.env;

fc.configureGlobal(MOCK_FUZZ_SEED === 'random' ? {} : { seed: Number(MOCK_FUZZ_SEED ?? FIXED_SEED) });

export default fc;
