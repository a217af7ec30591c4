// What tests may use of the real servers; see ../README.md.
export { type Account, accounts } from './accounts.ts';
export { clientPrograms, createSchema, describeWithServer, type TestSchema } from './describe-with-server.ts';
export {
  CannotInstallError,
  type ClientPrograms,
  cacheFolder,
  installClientTest,
  installRegressionTests,
  installSysbench,
} from './installed.ts';
export { describeWithRouter, type Router } from './router.ts';
export { type ClientOptions, type ClientRun, runClient } from './run-client.ts';
export { type ServerAddress, type ServerKind, serverKinds, serverNames } from './server-kind.ts';
export { type StartOptions, startMariadb, startMysql, type TestServer } from './start.ts';
