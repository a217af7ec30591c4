// The suites of Python's drivers and ORMs.
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runPytest } from './pytest.ts';
import { ACCOUNT, type Run, type Suite, start, type Verdicts } from './suite.ts';

const HOST = '127.0.0.1';

const pymysql: Suite = {
  name: 'PyMySQL',
  server: 'mysql',
  source: { debian: 'python-pymysql' },
  language: 'python',
  databases: ['test1', 'test2'],
  reverses: true,
  run: async (run) => {
    const { sources, folder, port } = run;
    // its settings are a file beside its tests
    await start('/bin/cp', ['-r', join(sources, 'pymysql'), folder], { cwd: folder });
    const settings = { host: HOST, port, user: ACCOUNT.user, passwd: ACCOUNT.password, local_infile: true };
    const databases = ['test1', 'test2'].map((database) => ({ ...settings, database }));
    await writeFile(join(folder, 'pymysql/tests/databases.json'), JSON.stringify(databases));
    return await runPytest(run, folder, ['pymysql/tests']);
  },
};

const mysqlclient: Suite = {
  name: 'mysqlclient',
  server: 'mysql',
  source: { debian: 'python-mysqldb' },
  language: 'python',
  databases: ['test'],
  reverses: true,
  run: async (run) => {
    const options = join(run.folder, 'my.cnf');
    const lines = ['[MySQLdb-tests]', `host=${HOST}`, `port=${run.port}`, `user=${ACCOUNT.user}`, 'database=test'];
    await writeFile(options, `${lines.join('\n')}\ndefault-character-set=utf8mb4\nlocal-infile=1\n`);
    // the installed driver is asked, not the sources beside the tests
    await symlink(join(run.sources, 'tests'), join(run.folder, 'tests'));
    return await runPytest(run, run.folder, ['tests'], { TESTDB: options });
  },
};

const SQLALCHEMY_FILES = {
  'test_suite.py': 'from sqlalchemy.testing.suite import *\n',
  'conftest.py': [
    'from sqlalchemy.dialects import registry',
    'import pytest',
    "pytest.register_assert_rewrite('sqlalchemy.testing.assertions')",
    'from sqlalchemy.testing.plugin.pytestplugin import *',
    '',
  ].join('\n'),
  'setup.cfg':
    '[sqla_testing]\nrequirement_cls=sqlalchemy.testing.requirements:SuiteRequirements\nprofile_file=profiles.txt\n',
};

/** The suite that the installed package brings for dialects of others. */
const sqlalchemy: Suite = {
  name: 'SQLAlchemy, its suite for dialects',
  server: 'mysql',
  language: 'sqlalchemy',
  databases: ['test', 'test_schema'],
  reverses: true,
  run: async (run) => {
    for (const [name, text] of Object.entries(SQLALCHEMY_FILES)) await writeFile(join(run.folder, name), text);
    const url = `mysql+pymysql://${ACCOUNT.user}@${HOST}:${run.port}/test?charset=utf8mb4`;
    return await runPytest(run, run.folder, ['test_suite.py', '--dburi', url, '-p', 'no:logging']);
  },
};

const peewee: Suite = {
  name: 'peewee',
  server: 'mysql',
  source: { debian: 'peewee' },
  language: 'python',
  databases: ['peewee_test'],
  reverses: true,
  run: async (run) => {
    const options = ['-c', '/dev/null', '--rootdir', run.sources, '-o', 'python_files=*.py'];
    const names = 'base_models db_tests expressions fields hybrid keys manytomany migrations model_save models';
    const more = 'mysql_ext pool prefetch_tests queries reflection regressions results schema shortcuts signals';
    const files = `${names} ${more} transactions`.split(' ').map((name) => `tests/${name}.py`);
    return await runPytest(run, run.sources, [...options, ...files], {
      PYTHONPATH: run.sources,
      PEEWEE_TEST_BACKEND: 'mysql',
      PEEWEE_MYSQL_HOST: HOST,
      PEEWEE_MYSQL_PORT: String(run.port),
      PEEWEE_MYSQL_USER: ACCOUNT.user,
    });
  },
};

/** Its own tests that ask the database most. */
const DJANGO_LABELS = (
  'aggregation backends basic bulk_create datetimes delete expressions get_or_create introspection inspectdb lookup many_to_many ' +
  'migrations model_fields ordering queries schema select_for_update sessions_tests transaction_hooks transactions update'
).split(' ');

const DJANGO_RUNNER = `
from django.test.runner import DiscoverRunner
import unittest

class Result(unittest.TextTestResult):
    def stopTest(self, test):
        super().stopTest(test)
        bad = [t for t, _ in self.failures + self.errors] + self.unexpectedSuccesses
        bad = [getattr(t, 'test_case', t) for t in bad]
        if not any(t is test for t, _ in self.skipped):
            with open(VERDICTS, 'a') as out:
                out.write('%s\\t%d\\n' % (test.id(), not any(t is test for t in bad)))

class Runner(DiscoverRunner):
    def get_resultclass(self):
        return Result
`;

async function runDjango({ sources, folder, port, isReversed }: Run): Promise<Verdicts> {
  const verdicts = join(folder, 'verdicts.txt');
  const database = (name: string) =>
    `dict(ENGINE='django.db.backends.mysql', NAME='${name}', HOST='${HOST}', PORT=${port}, USER='${ACCOUNT.user}', TEST=dict(CHARSET='utf8mb4'))`;
  const settings = [
    `DATABASES = dict(default=${database('django')}, other=${database('django2')})`,
    "SECRET_KEY = 'x'",
    "PASSWORD_HASHERS = ['django.contrib.auth.hashers.MD5PasswordHasher']",
    "DEFAULT_AUTO_FIELD = 'django.db.models.AutoField'",
    'USE_TZ = False',
    "TEST_RUNNER = 'mock_settings.Runner'",
    `VERDICTS = '${verdicts}'`,
  ];
  await writeFile(join(folder, 'mock_settings.py'), settings.join('\n') + DJANGO_RUNNER);
  await mkdir(join(folder, 'tmp'));
  const options = ['--settings=mock_settings', '--parallel=1', '--noinput', ...(isReversed ? ['--reverse'] : [])];
  const { output } = await start('/usr/bin/python3', ['-W', 'ignore', 'runtests.py', ...options, ...DJANGO_LABELS], {
    cwd: join(sources, 'tests'),
    env: { PYTHONPATH: `${sources}:${folder}`, PYTHONDONTWRITEBYTECODE: '1', TMPDIR: join(folder, 'tmp') },
  });
  await writeFile(join(folder, 'output.txt'), output);
  const lines = (await readFile(verdicts, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
  return new Map(lines.map((line) => [line.split('\t')[0] ?? '', line.endsWith('\t1')]));
}

const django: Suite = {
  name: `Django, ${DJANGO_LABELS.length} of its folders`,
  server: 'mysql',
  source: { debian: 'python-django' },
  language: 'django',
  // asked for features of the server before the suite makes its own
  databases: ['django', 'django2'],
  reverses: true,
  run: runDjango,
};

export const pythonSuites: readonly Suite[] = [pymysql, mysqlclient, sqlalchemy, peewee, django];
