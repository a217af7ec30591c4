// Older versions of Node's ORMs, whose packages on npm still carry their tests.

import { join } from 'node:path';
import { HOST, runMocha, runPrograms } from './node-runs.ts';
import { ACCOUNT, type Suite } from './suite.ts';

const sequelize: Suite = {
  name: 'Sequelize 1.7',
  server: 'mariadb',
  source: {
    npm: {
      sequelize: '1.7.0-alpha3',
      mysql: '2.18.1',
      mocha: '2.5.3',
      chai: '1.7.2',
      'chai-datetime': '1.0.0',
      sinon: '1.7.3',
      lodash: '1.3.1',
      moment: '2.1.0',
    },
  },
  databases: ['sequelize_test'],
  reverses: true,
  shuffles: true,
  pools: true,
  run: (run) =>
    runMocha(
      run,
      `const { readdirSync } = require('fs');
const tests = join(folderOf('sequelize'), 'test');
const config = inside(join(tests, 'config/config'));
for (const of of [config, config.mysql]) Object.assign(of, { host: '${HOST}', port: ${run.port} });
if (poolSize) config.pool.maxConnections = poolSize;
const files = ['.', 'associations', 'mysql', 'emitters'].flatMap((folder) =>
  readdirSync(join(tests, folder)).filter((file) => file.endsWith('.test.js')).sort().map((file) => join(tests, folder, file)));
mochaOf(files);`,
      { DIALECT: 'mysql', SEQ_PORT: String(run.port) },
    ),
};

const knex: Suite = {
  name: 'Knex 0.5',
  server: 'mariadb',
  source: {
    npm: {
      knex: '0.5.15',
      mysql: '2.18.1',
      mocha: '1.15.1',
      'mocha-as-promised': '1.4.0',
      chai: '1.8.1',
      'chai-as-promised': '4.1.1',
      sinon: '1.7.3',
      'sinon-chai': '2.4.0',
      objectdump: '0.3.0',
      'node-uuid': '1.4.8',
      lodash: '2.4.2',
      bluebird: '1.2.4',
      rimraf: '2.2.8',
    },
    overrides: { lodash: '2.4.2', bluebird: '1.2.4' },
  },
  databases: ['knex_test'],
  reverses: true,
  shuffles: true,
  pools: true,
  run: (run) =>
    runMocha(
      run,
      `const Mocha = inside('mocha');
inside('mocha-as-promised')(Mocha);
const mocha = new Mocha({ timeout: 20000, reporter: 'spec' });
mocha.suite.emit('pre-require', global, null, mocha);
const chai = inside('chai');
['chai-as-promised', 'sinon-chai'].forEach((name) => chai.use(inside(name)));
chai.should();
const { Promise: promise } = inside('knex/lib/promise');
Object.assign(global, { sinon: inside('sinon'), testPromise: promise, chai, expect: chai.expect, assert: chai.assert, AssertionError: chai.AssertionError, Assertion: chai.Assertion });
const knex = inside('knex').initialize({
  client: 'mysql',
  connection: { host: '${HOST}', port: ${run.port}, user: '${ACCOUNT.user}', database: 'knex_test', charset: 'utf8' },
  pool: {
    ...(poolSize && { min: 0, max: poolSize }),
    afterCreate: (connection, callback) => connection.query("SET sql_mode='TRADITIONAL';", (error) => callback(error, connection)),
  },
});
const helper = inside('knex/test/integration/helper');
describe('Dialect: mysql', function () {
  this.dialect = 'mysql';
  before(function () { helper.setLib(this); });
  const part = (name) => inside('knex/test/integration/' + name)(knex);
  'schema migrate builder/inserts builder/selects builder/unions builder/joins builder/aggregate builder/updates builder/transaction builder/deletes builder/additional'.split(' ').forEach(part);
});
mocha.run(() => process.exit(0));`,
    ),
};

const loopback: Suite = {
  name: 'LoopBack’s connector',
  server: 'mariadb',
  source: {
    npm: {
      'loopback-connector-mysql': '1.7.0',
      'loopback-datasource-juggler': '2.18.0',
      mocha: '2.5.3',
      should: '5.2.0',
      bluebird: '2.9.34',
      rc: '1.2.8',
    },
    overrides: { 'sl-blip': 'npm:rc@1.2.8' },
  },
  databases: ['myapp_test'],
  reverses: true,
  shuffles: true,
  pools: true,
  run: (run) =>
    runMocha(
      run,
      `const tests = join(folderOf('loopback-connector-mysql'), 'test');
const { readdirSync } = require('fs');
if (poolSize) {
  inside(join(tests, 'init.js'));
  const plain = global.getConfig;
  global.getConfig = (options) => ({ ...plain(options), connectionLimit: poolSize });
}
mochaOf(readdirSync(tests).filter((file) => file.endsWith('.test.js')).sort().map((file) => join(tests, file)));`,
      {
        loopback_test__mysql__host: HOST,
        loopback_test__mysql__port: String(run.port),
        loopback_test__mysql__username: ACCOUNT.user,
      },
    ),
};

const juggling: Suite = {
  name: 'JugglingDB',
  server: 'mariadb',
  source: {
    npm: {
      'jugglingdb-mysql': '0.2.3',
      jugglingdb: '2.0.0-rc4',
      mysql: '2.18.1',
      mocha: '2.5.3',
      should: '3.0.1',
      semicov: '0.2.0',
    },
  },
  databases: ['juggling_test'],
  reverses: true,
  shuffles: true,
  run: (run) =>
    runMocha(
      run,
      `const tests = join(folderOf('jugglingdb-mysql'), 'test');
const { readdirSync } = require('fs');
inside(join(tests, 'init.js'));
const plain = global.getConfig;
global.getConfig = (options) => ({ ...plain(options), host: '${HOST}', port: ${run.port}, database: 'juggling_test' });
global.getSchema = (options) => new (inside('jugglingdb').Schema)(inside('jugglingdb-mysql'), getConfig(options));
mochaOf(readdirSync(tests).filter((file) => file.endsWith('.test.js')).sort().map((file) => join(tests, file)));`,
    ),
};

const mysql2: Suite = {
  name: 'npm mysql2 1.0.0-rc.1',
  server: 'mariadb',
  source: { npm: { mysql2: '1.0.0-rc.1' } },
  databases: ['test'],
  reverses: true,
  shuffles: true,
  run: (run) =>
    runPrograms(run, join(run.sources, 'node_modules', 'mysql2', 'test', 'integration'), {
      MYSQL_HOST: HOST,
      MYSQL_PORT: String(run.port),
      MYSQL_USER: ACCOUNT.user,
      MYSQL_DATABASE: 'test',
    }),
};

export const npmOldSuites: readonly Suite[] = [sequelize, knex, loopback, juggling, mysql2];
