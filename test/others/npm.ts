// The suites of drivers and ORMs of Node whose packages carry their tests. Most are of npm's `mysql`, which logs in at MariaDB only.
import { join } from 'node:path';
import { HOST, runMocha, runPrograms } from './node-runs.ts';
import { npmOldSuites } from './npm-old.ts';
import { ACCOUNT, type Suite, start } from './suite.ts';

const environment = (port: number) => ({
  MYSQL_HOST: HOST,
  MYSQL_PORT: String(port),
  MYSQL_USER: ACCOUNT.user,
  MYSQL_PASSWORD: ACCOUNT.password,
  MYSQL_DATABASE: 'test',
});

const mysql: Suite = {
  name: 'npm mysql',
  server: 'mariadb',
  source: { debian: 'node-mysql', npm: { 'bignumber.js': '9.0.0', 'readable-stream': '2.3.7', sqlstring: '2.3.1' } },
  databases: ['test'],
  reverses: true,
  shuffles: true,
  run: async (run) => {
    await start('/bin/cp', ['-r', `${run.sources}/.`, run.folder], { cwd: run.folder });
    return await runPrograms(run, join(run.folder, 'test', 'integration'), environment(run.port));
  },
};

const mysql2: Suite = {
  name: 'npm mysql2 0.15.8',
  server: 'mariadb',
  source: { npm: { mysql2: '0.15.8' } },
  databases: ['test'],
  reverses: true,
  shuffles: true,
  run: async (run) => {
    const folder = join(run.sources, 'node_modules', 'mysql2', 'test', 'integration');
    return await runPrograms(run, folder, environment(run.port));
  },
};

/** The tests that Waterline's adapters are held to, by its adapter of MySQL. */
const waterline: Suite = {
  name: 'Waterline, its tests of adapters',
  server: 'mariadb',
  source: {
    npm: { 'sails-mysql': '3.0.1', 'waterline-adapter-tests': '1.0.1' },
    overrides: { waterline: '0.15.2' },
  },
  databases: ['adapter_tests'],
  reverses: true,
  shuffles: true,
  run: (run) =>
    runMocha(
      run,
      `const { interfaces, features } = inside('sails-mysql/package.json').waterlineAdapter;
const url = 'mysql://${ACCOUNT.user}:@${HOST}:${run.port}/adapter_tests';
inside('waterline-adapter-tests')({
  mocha: { timeout: 20000, reporter: 'spec' },
  adapter: inside('sails-mysql'), config: { schema: true, url }, interfaces, features,
});`,
    ),
};

const bookshelf: Suite = {
  name: 'Bookshelf with Knex',
  server: 'mariadb',
  source: {
    npm: {
      bookshelf: '0.9.5',
      knex: '0.11.10',
      mysql: '2.18.1',
      mocha: '2.5.3',
      chai: '1.9.2',
      sinon: '1.17.7',
      'sinon-chai': '2.14.0',
      'node-uuid': '1.4.8',
      semver: '5.7.2',
    },
  },
  databases: ['bookshelf_test'],
  reverses: true,
  pools: true,
  shuffles: true,
  run: (run) =>
    runMocha(
      run,
      `const Mocha = inside('mocha');
const mocha = new Mocha({ timeout: 20000, reporter: 'spec' });
mocha.suite.emit('pre-require', global, null, mocha);
const plain = it;
global.testPromise = inside('bookshelf/lib/base/promise').default;
global.it = (...words) => { global.testQueryCache = []; return plain(...words); };
global.it.skip = plain.skip;
global.sinon = inside('sinon');
const chai = inside('chai');
chai.use(inside('sinon-chai'));
chai.should();
Object.assign(global, { chai, expect: chai.expect, assert: chai.assert, AssertionError: chai.AssertionError, Assertion: chai.Assertion });
const connection = { host: '${HOST}', port: ${run.port}, user: '${ACCOUNT.user}', database: 'bookshelf_test', charset: 'utf8mb4' };
const knex = inside('knex')({ client: 'mysql', connection, pool: poolSize && { min: 0, max: poolSize } });
const shelf = inside('bookshelf')(knex);
const part = (name) => inside('bookshelf/test/integration/' + name)(shelf);
describe('Dialect: mysql', function () {
  this.dialect = 'mysql';
  before(() => inside('bookshelf/test/integration/helpers/migration')(shelf).then(() => inside('bookshelf/test/integration/helpers/inserts')(shelf)));
  'relation model collection relations plugin plugins/virtuals plugins/visibility plugins/registry plugins/pagination'.split(' ').forEach(part);
});
mocha.run(() => process.exit(0));`,
    ),
};

const querybuilder: Suite = {
  name: 'node-querybuilder',
  server: 'mariadb',
  source: { npm: { 'node-querybuilder': '2.1.1', mocha: '8.4.0', chai: '4.5.0', mysql: '2.18.1' } },
  databases: ['mock_db', 'mock_db2'],
  reverses: true,
  shuffles: true,
  run: (run) =>
    runMocha(
      run,
      `const fs = require('fs');
const tests = join(folderOf('node-querybuilder'), 'test');
Object.assign(inside('node-querybuilder/test/configs.js').mysql, { host: '${HOST}', port: ${run.port}, user: '${ACCOUNT.user}' });
const load = async (database, file) => {
  const client = inside('mysql').createConnection({ host: '${HOST}', port: ${run.port}, user: '${ACCOUNT.user}', database, multipleStatements: true });
  await new Promise((resolve, reject) => client.query(fs.readFileSync(join(tests, 'mysql', file), 'utf8'), (error) => error ? reject(error) : resolve()));
  client.end();
};
load('mock_db', 'mock_data.sql').then(() => load('mock_db2', 'mock_data2.sql')).then(() => {
  mochaOf(fs.readdirSync(join(tests, 'mysql')).filter((name) => name.endsWith('.js')).sort().map((file) => join(tests, 'mysql', file)));
});`,
    ),
};

export const npmSuites: readonly Suite[] = [mysql, mysql2, waterline, bookshelf, querybuilder, ...npmOldSuites];
