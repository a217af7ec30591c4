// The recipes of the README, as they are written there, in a program that asks one statement.

import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ServerVariable } from '../../src/core/recording.ts';
import { describeWithLanguage, type Language } from '../languages/installed.ts';
import { cacheFolder } from '../servers/index.ts';
import { withServer } from '../support/edited-recording.ts';
import { temporaryFolder } from './mock-process.ts';
import { mock, root, runProgram } from './support/example-project.ts';

const SQL = 'SELECT VERSION() AS version';
/** The sample with what Connector/J asks by itself: the recorder reads all variables where it may log in. */
const VARIABLES: readonly ServerVariable[] = Object.entries({
  max_allowed_packet: '67108864',
  auto_increment_increment: '1',
  system_time_zone: 'UTC',
  time_zone: 'SYSTEM',
}).map(([name, value]) => {
  const isNumber = /^\d+$/.test(value);
  return { name, value, type: isNumber ? 8 : 253, flags: 0, length: 64, decimals: 0, charset: isNumber ? 63 : 255 };
});

interface Recipe {
  readonly file: string;
  /** The program around the recipe. */
  program(recipe: string): string;
  /** @param file the program's path */
  command(file: string): readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

type Framework = 'sqlalchemy' | 'django' | 'activerecord' | 'doctrine' | 'eloquent' | 'gorm';
type NoRecipe = 'perl' | 'chromium' | Framework;

const RECIPES: Readonly<Record<'node' | Exclude<Language, NoRecipe>, Recipe>> = {
  node: {
    file: 'recipe.mjs',
    program: (recipe) =>
      `${recipe}\nconst [[row]] = await db.query('${SQL}');\nconsole.log(row.version);\nawait db.end();\n`,
    command: (file) => [process.execPath, file],
  },
  python: {
    file: 'recipe.py',
    program: (recipe) => `${recipe}\ncursor = db.cursor()\ncursor.execute("${SQL}")\nprint(cursor.fetchone()[0])\n`,
    command: (file) => ['/usr/bin/python3', file],
  },
  php: {
    file: 'recipe.php',
    program: (recipe) => `<?php\n${recipe}\necho $db->query('${SQL}')->fetchColumn(), "\\n";\n`,
    command: (file) => ['/usr/bin/php', file],
  },
  go: {
    file: 'recipe.go',
    program: (recipe) => `package main

import (
	"database/sql"
	"fmt"
	"os"

	_ "github.com/go-sql-driver/mysql"
)

func main() {
	${recipe}
	var version string
	if err == nil {
		err = db.QueryRow("${SQL}").Scan(&version)
	}
	fmt.Println(version, err)
}
`,
    command: (file) => ['/usr/bin/go', 'run', file],
    env: { GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOCACHE: join(cacheFolder(), 'languages', 'go-build') },
  },
  java: {
    file: 'Recipe.java',
    program: (recipe) => `import java.sql.*;

class Recipe {
  public static void main(String[] words) throws SQLException {
    ${recipe}
    ResultSet rows = db.createStatement().executeQuery("${SQL}");
    rows.next();
    System.out.println(rows.getString(1));
    db.close();
  }
}
`,
    command: (file) => ['java', '-cp', '/usr/share/java/mariadb-java-client.jar', file],
  },
  ruby: {
    file: 'recipe.rb',
    program: (recipe) => `${recipe}\nputs db.query("${SQL}").first["version"]\n`,
    command: (file) => ['/usr/bin/ruby', '-W0', file],
  },
};

/** By language: the code, and the variable that it takes for granted. */
const written = new Map(
  [
    ...readFileSync(join(root, 'README.md'), 'utf8').matchAll(
      /^<!-- recipe: (\w+)(?:, (\w+)=(.*))? -->\n\n```\w+\n([\s\S]*?)^```$/gm,
    ),
  ].map(([, language = '', name, value, code = '']) => [
    language,
    { code, env: name === undefined ? {} : { [name]: value ?? '' } },
  ]),
);

function testRecipe(language: keyof typeof RECIPES): void {
  test(`the recipe for ${language}`, { timeout: 120_000 }, async () => {
    const { code, env } = written.get(language) ?? { code: '', env: {} };
    const recipe = RECIPES[language];
    const folder = temporaryFolder();
    // packages are looked for beside the program
    if (language === 'node') symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const file = join(folder, recipe.file);
    writeFileSync(file, recipe.program(code.trim()));
    const { code: exitCode, output } = await runProgram(
      [process.execPath, mock, 'replay', withServer(VARIABLES, []), '--strict', '--', ...recipe.command(file)],
      { cwd: folder, env: { ...env, ...recipe.env, LC_ALL: 'C.UTF-8' } },
    );
    expect(output).toContain('9.7.4-2');
    expect(exitCode, output).toBe(0);
  });
}

test('there is a recipe for each language', () => {
  expect([...written.keys()]).toEqual(['node', 'python', 'php', 'go', 'java', 'ruby']);
});
testRecipe('node');
for (const language of ['python', 'php', 'go', 'java', 'ruby'] as const) {
  await describeWithLanguage(language, () => testRecipe(language));
}
