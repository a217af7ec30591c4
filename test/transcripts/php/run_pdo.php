<?php
// The matrix's program in PHP with PDO, which speaks the protocol by mysqlnd.
declare(strict_types=1);
require __DIR__ . '/transcript.php';

function connect(array $options = [], ?string $user = null, ?string $password = null, ?string $schema = null, string $charset = 'utf8mb4'): PDO
{
    $dsn = sprintf('mysql:host=%s;port=%d;charset=%s;dbname=%s', Target::$host, Target::$port, $charset, $schema ?? Target::$schema);
    $tls = [PDO::MYSQL_ATTR_SSL_CIPHER => 'DEFAULT', PDO::MYSQL_ATTR_SSL_VERIFY_SERVER_CERT => false];
    $settings = [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION, PDO::MYSQL_ATTR_LOCAL_INFILE => true];
    return new PDO($dsn, $user ?? Target::$user, $password ?? Target::$password, $options + $settings + (Target::$isTls ? $tls : []));
}

function noteStatement(PDO $connection, PDOStatement $statement): void
{
    do {
        for ($column = 0; $column < $statement->columnCount(); $column++) note('column', $statement->getColumnMeta($column));
        if ($statement->columnCount() > 0) foreach ($statement->fetchAll(PDO::FETCH_NUM) as $row) note('row', $row);
        note('rowCount', $statement->rowCount());
    } while ($statement->nextRowset());
    note('last id, errorInfo', [$connection->lastInsertId(), $statement->errorInfo()]);
}

function query(PDO $connection, string $sql): void
{
    $statement = $connection->query($sql);
    if ($statement !== false) noteStatement($connection, $statement);
}

function execute(PDO $connection, string $sql, array $values = []): void
{
    $statement = $connection->prepare($sql);
    foreach (array_values($values) as $index => $value) {
        $type = match (true) {
            $value === null => PDO::PARAM_NULL,
            is_bool($value) => PDO::PARAM_BOOL,
            is_int($value) => PDO::PARAM_INT,
            default => PDO::PARAM_STR,
        };
        $statement->bindValue($index + 1, $value, $type);
    }
    $statement->execute();
    noteStatement($connection, $statement);
}

/** mysqlnd knows no VECTOR, and is out of step with the server once it has met one. */
function isUnreadable(string $sql): bool
{
    return Target::$kind === 'mysql' && str_contains($sql, 'FROM others ORDER');
}

function runText(PDO $connection): void
{
    foreach (['text', 'charset', 'several', 'load'] as $section) {
        foreach (statements($section) as [$name, $sql, $isRefused]) {
            run($name, fn () => query(isUnreadable($sql) ? connect() : $connection, $sql), $isRefused);
        }
    }
    $unbuffered = connect([PDO::MYSQL_ATTR_USE_BUFFERED_QUERY => false, PDO::ATTR_STRINGIFY_FETCHES => true]);
    $native = connect([PDO::ATTR_EMULATE_PREPARES => false]);
    foreach (statements('table') as [$name, $sql]) {
        if (isUnreadable($sql)) continue;
        run("$name: row by row", fn () => query($unbuffered, $sql));
        run("$name: binary", fn () => execute($native, $sql));
    }
}

function runPrepared(PDO $connection, string $how): void
{
    $values = [null, -7, PHP_INT_MAX, 'é😀\'"\\', '', true, false, '1.5'];
    $sql = 'SELECT ' . implode(', ', array_map(fn ($n) => "? AS p$n", array_keys($values)));
    run("$how: values of every type", fn () => execute($connection, $sql, $values));
    run("$how: bytes", fn () => execute($connection, 'SELECT HEX(?)', ["\x00\x01\xff"]));
    run("$how: insert", fn () => execute($connection, 'INSERT INTO items (code, amount) VALUES (?, ?)', [$how[0] . 'p1', 10]));
    run("$how: update", fn () => execute($connection, 'UPDATE items SET amount = amount + ? WHERE code LIKE ?', [1, '%p%']));
    run("$how: no rows", fn () => execute($connection, 'SELECT * FROM items WHERE id = ?', [-1]));
    run("$how: warnings", fn () => execute($connection, "SELECT CAST(? AS SIGNED)", ['12abc']));
    run("$how: shown", fn () => query($connection, 'SHOW WARNINGS'));
    run("$how: call", fn () => execute($connection, 'CALL several(?, @doubled, @text)', [2]));
    run("$how: what came out", fn () => query($connection, 'SELECT @doubled, @text'));
    run("$how: call of the silent one", fn () => execute($connection, 'CALL silent()'));
    refused("$how: call of the failing one", fn () => execute($connection, 'CALL fails_late()'));
    foreach (['SELEC ?', 'SELECT * FROM missing WHERE id = ?', 'INSERT INTO items (id) VALUES (?)'] as $sql) {
        refused("$how: $sql", fn () => execute($connection, $sql, [1]));
    }
    run("$how: by name, twice", function () use ($connection) {
        $statement = $connection->prepare('SELECT id, code FROM items WHERE id > :least ORDER BY id LIMIT 2');
        foreach ([0, 2] as $least) {
            $statement->execute(['least' => $least]);
            note('rows', $statement->fetchAll(PDO::FETCH_ASSOC));
        }
        note('closed', $statement->closeCursor());
    });
    run("$how: fetched into variables", function () use ($connection) {
        $statement = $connection->prepare('SELECT id, code FROM items ORDER BY id');
        $statement->execute();
        $statement->bindColumn(1, $id, PDO::PARAM_INT);
        $statement->bindColumn(2, $code);
        while ($statement->fetch(PDO::FETCH_BOUND)) note('row', [$id, $code]);
    });
}

function runSession(PDO $connection): void
{
    $transaction = function (callable $end) use ($connection) {
        note('begins', [$connection->beginTransaction(), $connection->inTransaction()]);
        query($connection, "REPLACE INTO items (code) VALUES ('gone')");
        note('ends', [$end(), $connection->inTransaction()]);
        query($connection, "SELECT COUNT(*) FROM items WHERE code = 'gone'");
    };
    run('rollback', fn () => $transaction(fn () => $connection->rollBack()));
    run('commit', fn () => $transaction(fn () => $connection->commit()));
    run('commit: by the server, unasked', fn () => $transaction(fn () => query($connection, 'CREATE TABLE IF NOT EXISTS implied (id INT)')));
    refused('begin twice', fn () => [$connection->beginTransaction(), $connection->beginTransaction()]);
    run('rollback of it', fn () => $connection->rollBack());
    run('autocommit', function () use ($connection) {
        foreach ([0, 1] as $is) {
            $connection->setAttribute(PDO::ATTR_AUTOCOMMIT, $is);
            query($connection, 'SELECT @@autocommit');
        }
    });
    run('facts', fn () => note('server', array_map($connection->getAttribute(...), [PDO::ATTR_SERVER_VERSION, PDO::ATTR_CONNECTION_STATUS, PDO::ATTR_CLIENT_VERSION])));
    run('statistics', fn () => note('is', withoutChance($connection->getAttribute(PDO::ATTR_SERVER_INFO))));
    run('quoted', fn () => note('is', $connection->quote("it's \\ \n \0 é")));
    run('exec', fn () => note('affected', $connection->exec("UPDATE items SET amount = amount + 1 WHERE id < 3; SELECT 1; DELETE FROM items WHERE code = 'gone'")));
    run('exec: and on', fn () => query($connection, 'SELECT 3'));
    run('errors: silent', function () use ($connection) {
        $connection->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_SILENT);
        note('returns', $connection->query('SELECT missing'));
        note('errorInfo', [$connection->errorCode(), $connection->errorInfo()]);
        $connection->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_WARNING);
        note('returns', $connection->query('SELECT missing'));
        $connection->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION);
    });
}

function runBlobs(PDO $emulating, PDO $native): void
{
    run('blobs: create', fn () => query($native, 'CREATE TABLE blobs (id INT PRIMARY KEY, content LONGBLOB)'));
    foreach (blobSizes() as $number => $size) {
        run("blobs: write $size", fn () => execute($native, 'INSERT INTO blobs VALUES (?, ?)', [$number, blob($size)]));
        run("blobs: read $size as text", fn () => execute($emulating, 'SELECT content FROM blobs WHERE id = ?', [$number]));
        run("blobs: read $size as binary", fn () => execute($native, 'SELECT content FROM blobs WHERE id = ?', [$number]));
    }
}

function runLogins(): void
{
    $login = function (mixed ...$how) {
        $connection = connect(...$how);
        query($connection, "SELECT CURRENT_USER(), DATABASE(), @@character_set_client, @begun, 'é'");
        query($connection, 'UPDATE ' . Target::$schema . '.items SET amount = amount');
    };
    refused('login: wrong password', fn () => $login(password: 'wrong'));
    refused('login: no password', fn () => $login(password: ''));
    refused('login: unknown user', fn () => $login(user: 'nobody_é', password: 'any'));
    refused('login: unknown schema', fn () => $login(schema: 'missing_schema'));
    run('login: no schema', fn () => $login(schema: ''));
    run('login: the other account', fn () => $login(user: Target::$otherUser, password: Target::$otherPassword));
    run('login: latin1', fn () => $login(charset: 'latin1'));
    run('login: found rows', fn () => $login([PDO::MYSQL_ATTR_FOUND_ROWS => true]));
    run('login: a statement to begin with', fn () => $login([PDO::MYSQL_ATTR_INIT_COMMAND => "SET @begun = 'begun'"]));
    refused('login: one statement only', fn () => query(connect([PDO::MYSQL_ATTR_MULTI_STATEMENTS => false]), 'SELECT 1; SELECT 2'));
    refused('load: forbidden', fn () => query(connect([PDO::MYSQL_ATTR_LOCAL_INFILE => false]), "LOAD DATA LOCAL INFILE '" . Target::$files . "/rows.tsv' INTO TABLE loaded"));
}

$connection = connect();
$native = connect([PDO::ATTR_EMULATE_PREPARES => false]);
run('TLS', fn () => query($connection, "SHOW SESSION STATUS LIKE 'Ssl_version'"));
runText($connection);
runPrepared($connection, 'emulated');
runPrepared($native, 'prepared');
runSession($connection);
runBlobs($connection, $native);
runLogins();
