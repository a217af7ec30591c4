<?php
// The matrix's program in PHP with mysqli, which speaks the protocol by mysqlnd.
declare(strict_types=1);
require __DIR__ . '/transcript.php';

mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);

function connect(array $options = [], int $flags = 0): mysqli
{
    $settings = ['user' => Target::$user, 'password' => Target::$password, 'schema' => Target::$schema, ...$options];
    $connection = mysqli_init();
    $connection->options(MYSQLI_OPT_LOCAL_INFILE, $settings['infile'] ?? 1);
    if (isset($settings['native'])) $connection->options(MYSQLI_OPT_INT_AND_FLOAT_NATIVE, 1);
    if (isset($settings['begin'])) $connection->options(MYSQLI_INIT_COMMAND, $settings['begin']);
    if (Target::$isTls) $flags |= MYSQLI_CLIENT_SSL | MYSQLI_CLIENT_SSL_DONT_VERIFY_SERVER_CERT;
    $connection->real_connect(Target::$host, $settings['user'], $settings['password'], $settings['schema'], Target::$port, null, $flags);
    $connection->set_charset($settings['charset'] ?? 'utf8mb4');
    return $connection;
}

function noteRows(mysqli_result $result): void
{
    foreach ($result->fetch_fields() as $field) note('column', $field);
    while (($row = $result->fetch_row()) !== null && $row !== false) note('row', $row);
    note('rows', $result->num_rows);
}

function noteState(mysqli $connection): void
{
    note('affected, id, info, warnings', [$connection->affected_rows, $connection->insert_id, $connection->info, $connection->warning_count]);
}

function query(mysqli $connection, string $sql, int $mode = MYSQLI_STORE_RESULT): void
{
    $connection->multi_query($sql);
    do {
        $result = $mode === MYSQLI_STORE_RESULT ? $connection->store_result() : $connection->use_result();
        if ($result instanceof mysqli_result) noteRows($result);
        if ($result instanceof mysqli_result) $result->free();
        noteState($connection);
    } while ($connection->more_results() && $connection->next_result());
}

/** Binds all values as one type each: i, d, s or b. */
function execute(mysqli $connection, string $sql, string $types = '', array $values = []): void
{
    $statement = $connection->prepare($sql);
    note('parameters, columns', [$statement->param_count, $statement->field_count]);
    if ($types !== '') $statement->bind_param($types, ...$values);
    $statement->execute();
    noteStatement($statement);
    $statement->close();
}

function noteStatement(mysqli_stmt $statement): void
{
    do {
        $result = $statement->get_result();
        if ($result instanceof mysqli_result) noteRows($result);
        note('affected, id', [$statement->affected_rows, $statement->insert_id]);
    } while ($statement->more_results() && $statement->next_result());
}

/** mysqlnd knows no VECTOR, and is out of step with the server once it has met one. */
function isUnreadable(string $sql): bool
{
    return Target::$kind === 'mysql' && str_contains($sql, 'FROM others ORDER');
}

function runText(mysqli $connection): void
{
    foreach (['text', 'charset', 'several', 'load'] as $section) {
        foreach (statements($section) as [$name, $sql, $isRefused]) {
            if (isUnreadable($sql)) run($name, fn () => query(connect(), $sql));
            else run($name, fn () => query($connection, $sql), $isRefused);
        }
    }
    $native = connect(['native' => true]);
    foreach (statements('table') as [$name, $sql]) {
        if (isUnreadable($sql)) {
            refused("$name: binary", fn () => execute(connect(), $sql));
            continue;
        }
        run("$name: native numbers, row by row", fn () => query($native, $sql, MYSQLI_USE_RESULT));
        run("$name: binary", fn () => execute($connection, $sql));
    }
    $native->close();
}

function runPrepared(mysqli $connection): void
{
    $values = [null, -7, PHP_INT_MAX, 1.5, 'é😀', '', "\x00\x01\xff", true];
    $sql = 'SELECT ' . implode(', ', array_map(fn ($n) => "? AS p$n", array_keys($values)));
    run('prepared: values as they are', fn () => noteRows($connection->execute_query($sql, $values)));
    run('prepared: every type', fn () => execute($connection, 'SELECT ? AS i, ? AS d, ? AS s, ? AS n', 'idss', [-7, 0.1, 'é', null]));
    run('prepared: insert', fn () => execute($connection, 'INSERT INTO items (code, amount) VALUES (?, ?)', 'si', ['p1', 10]));
    run('prepared: update', fn () => execute($connection, 'UPDATE items SET amount = amount + ? WHERE code LIKE ?', 'is', [1, 'p%']));
    run('prepared: no rows', fn () => execute($connection, 'SELECT * FROM items WHERE id = ?', 'i', [-1]));
    run('prepared: warnings', fn () => execute($connection, 'SELECT ? / 0', 'i', [1]));
    run('prepared: shown', fn () => query($connection, 'SHOW WARNINGS'));
    run('prepared: call', fn () => execute($connection, 'CALL several(?, @doubled, @text)', 'i', [2]));
    run('prepared: call with parameters that come out', fn () => execute($connection, 'CALL several(?, ?, ?)', 'iss', [3, null, 'inout']));
    run('prepared: call of the silent one', fn () => execute($connection, 'CALL silent()'));
    refused('prepared: call of the failing one', fn () => execute($connection, 'CALL fails_late()'));
    $refused = ['SELEC ?' => 1, 'SELECT * FROM missing WHERE id = ?' => 1, 'SELECT ?; SELECT 2' => 1, 'INSERT INTO items (id) VALUES (?)' => 1];
    foreach ($refused as $text => $value) refused("prepared: $text", fn () => execute($connection, $text, 'i', [$value]));

    run('statement: used three times, reset, closed', function () use ($connection) {
        $statement = $connection->prepare('SELECT id, code FROM items WHERE id > ? ORDER BY id LIMIT 2');
        $id = 0;
        $statement->bind_param('i', $id);
        foreach ([0, 2, 50] as $id) {
            $statement->execute();
            noteStatement($statement);
        }
        note('reset', $statement->reset());
        $statement->execute([1]);
        noteStatement($statement);
    });
    run('statement: rows into variables', function () use ($connection) {
        $statement = $connection->prepare('SELECT id, code FROM items ORDER BY id');
        $statement->execute();
        $statement->store_result();
        $statement->bind_result($id, $code);
        $statement->data_seek(1);
        while ($statement->fetch()) note('row', [$id, $code]);
    });
    run('statement: a cursor', function () use ($connection) {
        $statement = $connection->prepare('SELECT id, tiny FROM integers WHERE id > ? ORDER BY id');
        $statement->attr_set(MYSQLI_STMT_ATTR_CURSOR_TYPE, MYSQLI_CURSOR_TYPE_READ_ONLY);
        $statement->execute([0]);
        $statement->bind_result($id, $tiny);
        while ($statement->fetch()) note('row', [$id, $tiny]);
    });
    run('statement: a cursor that is left', function () use ($connection) {
        $statement = $connection->prepare('SELECT id FROM integers ORDER BY id');
        $statement->attr_set(MYSQLI_STMT_ATTR_CURSOR_TYPE, MYSQLI_CURSOR_TYPE_READ_ONLY);
        $statement->execute();
        $statement->bind_result($id);
        note('fetch', [$statement->fetch(), $id]);
    });
    run('statement: long data', function () use ($connection) {
        $statement = $connection->prepare('SELECT SHA2(?, 256), LENGTH(?)');
        $nothing = null;
        $statement->bind_param('bb', $nothing, $nothing);
        foreach (['one', '', str_repeat('two', 30_000)] as $piece) $statement->send_long_data(0, $piece);
        $statement->send_long_data(1, 'é');
        $statement->execute();
        noteStatement($statement);
    });
    run('statement: and on', fn () => query($connection, 'SELECT 3'));
}

function runResults(mysqli $connection): void
{
    run('results: as associative arrays', fn () => note('all', $connection->query('SELECT 1 AS a, 2 AS b, 3 AS a')->fetch_all(MYSQLI_ASSOC)));
    run('results: from the middle', function () use ($connection) {
        $result = $connection->query('SELECT id, code FROM items ORDER BY id');
        $result->data_seek(2);
        note('row, lengths', [$result->fetch_row(), $result->lengths]);
    });
    run('results: left', function () use ($connection) {
        $result = $connection->query('SELECT id FROM items ORDER BY id', MYSQLI_USE_RESULT);
        note('row', $result->fetch_row());
        $result->free();
    });
    run('results: asked for later', function () use ($connection) {
        $connection->query('SELECT SLEEP(0.01), 7', MYSQLI_ASYNC);
        $read = [$connection];
        $error = $reject = [];
        note('ready', mysqli_poll($read, $error, $reject, 5));
        noteRows($connection->reap_async_query());
    });
    refused('results: out of order', function () use ($connection) {
        $connection->real_query('SELECT 1');
        $connection->query('SELECT 2');
    });
    $connection->store_result();
    run('results: warnings', function () use ($connection) {
        $connection->query("SELECT CAST('12abc' AS SIGNED), CAST('x' AS DECIMAL(5, 2))");
        for ($warning = $connection->get_warnings(), $isThere = true; $isThere; $isThere = $warning->next()) {
            note('warning', [$warning->errno, $warning->sqlstate, $warning->message]);
        }
    });
    run('results: errors', function () use ($connection) {
        mysqli_report(MYSQLI_REPORT_OFF);
        note('returns', $connection->query('SELECT missing'));
        note('errors', $connection->error_list);
        mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
    });
}

function runSession(mysqli $connection): void
{
    $who = fn () => query($connection, 'SELECT CURRENT_USER(), DATABASE(), @kept, @@character_set_client, @@autocommit');
    $transaction = function (callable $end) use ($connection) {
        $connection->begin_transaction(MYSQLI_TRANS_START_READ_WRITE | MYSQLI_TRANS_START_WITH_CONSISTENT_SNAPSHOT, 'named');
        query($connection, "INSERT INTO items (code) VALUES ('gone')");
        $connection->savepoint('here');
        $connection->release_savepoint('here');
        $end();
        query($connection, "SELECT COUNT(*) FROM items WHERE code = 'gone'");
    };
    run('rollback', fn () => $transaction(fn () => $connection->rollback()));
    run('rollback: no release', fn () => $transaction(fn () => $connection->rollback(MYSQLI_TRANS_COR_NO_RELEASE, 'why')));
    run('commit', fn () => $transaction(fn () => $connection->commit(MYSQLI_TRANS_COR_AND_CHAIN)));
    run('autocommit', fn () => [$connection->autocommit(false), $who(), $connection->autocommit(true), $who()]);
    run('another schema', fn () => [$connection->select_db('mysql'), $who()]);
    refused('no such schema', fn () => $connection->select_db('missing_schema'));
    run('back again', fn () => [$connection->select_db(Target::$schema), $who()]);
    run('ping', fn () => note('is', $connection->ping()));
    run('latin1', fn () => [$connection->set_charset('latin1'), $who(), query($connection, "SELECT 'é'")]);
    run('utf8mb4', fn () => [$connection->set_charset('utf8mb4'), note('is', $connection->get_charset()), $who()]);
    refused('no such character set', fn () => $connection->set_charset('missing'));
    run('escaped', fn () => note('is', $connection->real_escape_string("it's \\ \n \0 é")));
    run('statistics', fn () => note('is', withoutChance($connection->stat())));
    run('debug', fn () => note('is', $connection->dump_debug_info()));
    run('refresh: the status', fn () => note('is', $connection->refresh(MYSQLI_REFRESH_STATUS)));
    run('facts', fn () => note('server', [$connection->server_info, $connection->server_version, $connection->protocol_version, $connection->host_info]));
    refused('kill: no such connection', fn () => $connection->kill(4_000_000_000));
    run('change user', fn () => [query($connection, "SET @kept = 'here'"), $connection->change_user(Target::$otherUser, Target::$otherPassword, Target::$schema), $who()]);
    run('change user: back', fn () => [$connection->change_user(Target::$user, Target::$password, ''), $who()]);
    run('change user: schema', fn () => [$connection->select_db(Target::$schema), $connection->set_charset('utf8mb4'), $who()]);
    refused('change user: wrong password', fn () => connect()->change_user(Target::$otherUser, 'wrong', Target::$schema));
    refused('change user: unknown schema', fn () => connect()->change_user(Target::$otherUser, Target::$otherPassword, 'missing_schema'));
}

function runBlobs(mysqli $connection): void
{
    run('blobs: create', fn () => query($connection, 'CREATE TABLE blobs (id INT PRIMARY KEY, content LONGBLOB)'));
    foreach (blobSizes() as $number => $size) {
        run("blobs: write $size", fn () => execute($connection, 'INSERT INTO blobs VALUES (?, ?)', 'is', [$number, blob($size)]));
        run("blobs: read $size as text", fn () => query($connection, "SELECT content FROM blobs WHERE id = $number"));
        run("blobs: read $size as binary", fn () => execute($connection, 'SELECT content FROM blobs WHERE id = ?', 'i', [$number]));
    }
}

function runLogins(): void
{
    $login = function (array $options, int $flags = 0) {
        $connection = connect($options, $flags);
        query($connection, "SELECT CURRENT_USER(), DATABASE(), @@character_set_client, @begun, 'é'");
        query($connection, 'UPDATE ' . Target::$schema . '.items SET amount = amount');
        $connection->close();
    };
    refused('login: wrong password', fn () => $login(['password' => 'wrong']));
    refused('login: no password', fn () => $login(['password' => '']));
    refused('login: unknown user', fn () => $login(['user' => 'nobody_é', 'password' => 'any']));
    refused('login: unknown schema', fn () => $login(['schema' => 'missing_schema']));
    run('login: no schema', fn () => $login(['schema' => null]));
    run('login: the other account', fn () => $login(['user' => Target::$otherUser, 'password' => Target::$otherPassword]));
    run('login: latin1', fn () => $login(['charset' => 'latin1']));
    run('login: found rows', fn () => $login([], MYSQLI_CLIENT_FOUND_ROWS));
    run('login: interactive, blanks', fn () => $login([], MYSQLI_CLIENT_INTERACTIVE | MYSQLI_CLIENT_IGNORE_SPACE));
    run('login: a statement to begin with', fn () => $login(['begin' => "SET @begun = 'begun'"]));
    run('load: without the option', fn () => query(connect(['infile' => 0]), "LOAD DATA LOCAL INFILE '" . Target::$files . "/rows.tsv' INTO TABLE loaded"));
}

$connection = connect();
run('TLS', fn () => query($connection, "SHOW SESSION STATUS LIKE 'Ssl_version'"));
runText($connection);
runPrepared($connection);
runResults($connection);
runSession($connection);
runBlobs($connection);
runLogins();
run('quit', fn () => $connection->close());
refused('after the end', fn () => $connection->query('SELECT 1'));
