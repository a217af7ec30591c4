// Drivers of other languages connect to a recording of somebody else's: all that they say before the first statement.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { describe, expect, test } from 'vitest';
import type { Miss } from '../../src/index.ts';
import { describeWithLanguage, type Language } from '../languages/installed.ts';
import { accounts, describeWithServer } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const run = promisify(execFile);
const { user, password } = accounts.mariadb.native;

const JAVA = `import java.sql.*;
class Connect {
  public static void main(String[] args) throws Exception {
    String url = "jdbc:mariadb://127.0.0.1:" + args[0] + "/?sessionVariables=wait_timeout=100,sql_mode='ANSI'";
    try (Connection c = DriverManager.getConnection(url, args[1], args[2])) {
      c.setAutoCommit(false);
      c.setAutoCommit(true);
      c.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      System.out.print(c.getTransactionIsolation() + " " + c.isValid(5) + " " + c.getMetaData().getDatabaseProductName());
    }
  }
}`;
const PHP = `
mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
$m = new mysqli('127.0.0.1', $argv[2], $argv[3], '', (int) $argv[1]);
$m->set_charset('utf8mb4');
$m->autocommit(false);
$m->autocommit(true);
$p = new PDO("mysql:host=127.0.0.1;port=$argv[1];charset=utf8mb4", $argv[2], $argv[3],
  [PDO::MYSQL_ATTR_INIT_COMMAND => "SET NAMES utf8mb4, time_zone = '+00:00', sql_mode = 'TRADITIONAL'"]);
$p->setAttribute(PDO::ATTR_EMULATE_PREPARES, false);
$s = $p->prepare('SELECT @@session.autocommit AS a, @@version AS v');
$s->execute();
echo json_encode($s->fetch(PDO::FETCH_NUM)), $p->query('SELECT VERSION()')->fetchColumn() === $p->getAttribute(PDO::ATTR_SERVER_VERSION) ? ' same' : ' other';
`;

interface Case {
  readonly language: Language;
  readonly says: RegExp;
  command(folder: string): Promise<readonly [string, ...string[]]>;
}

const CASES: readonly Case[] = [
  {
    language: 'java',
    says: /^2 true MariaDB$/,
    command: async (folder) => {
      const file = join(folder, 'Connect.java');
      await writeFile(file, JAVA);
      return ['/usr/bin/java', '-cp', '/usr/share/java/mariadb-java-client.jar', file];
    },
  },
  {
    language: 'php',
    says: /^\[1,"10\..*MariaDB.*"\] (same|other)$/,
    command: async () => ['/usr/bin/php', '-r', PHP, '--'],
  },
];

for (const { language, says, command } of CASES) {
  await describeWithLanguage(language, () => {
    describe(language, () => {
      describeWithServer('mariadb', (server) => {
        test('connects, prepares its session and leaves without a miss', async () => {
          await using folder = await temporaryFolder();
          const sources = await mkdtemp(join(tmpdir(), 'mock-chatter-'));
          try {
            const upstream = `mysql://${user}:${password}@${server.host}:${server.port}`;
            const recorder = await startRecord(folder, { upstream });
            const to = { host: '127.0.0.1', user, password };
            const client = await createConnection({ ...to, port: recorder.port });
            await client.query('SELECT 1');
            await client.end();
            await recorder.close();
            const misses: Miss[] = [];
            await using player = await startReplay(folder, recorder.file, { onMiss: (miss) => misses.push(miss) });
            const [program, ...args] = await command(sources);
            const { stdout } = await run(program, [...args, String(player.port), user, password], { timeout: 60_000 });
            expect(misses).toEqual([]);
            expect(stdout).toMatch(says);
            expect(player.counts().synthesised).toBeGreaterThan(0);
          } finally {
            await rm(sources, { recursive: true, force: true });
          }
        });
      });
    });
  });
}
