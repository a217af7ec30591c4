# The matrix's program in Python with PyMySQL, which has no prepared statements.
import datetime
import decimal

import pymysql
import pymysql.cursors
from pymysql.constants import CLIENT

from transcript import (blob, describe, files, host, is_large, is_tls, kind, note, other_password, other_user, password,
                        port, refused, run, schema, statements, user)


def connect(**options):
    settings = dict(host=host, port=port, user=user, password=password, database=schema, charset='utf8mb4',
                    local_infile=True, binary_prefix=True,
                    client_flag=CLIENT.MULTI_STATEMENTS, max_allowed_packet=64 << 20)
    if is_tls:
        settings['ssl'] = {'check_hostname': False, 'verify_mode': 'none'}
    return pymysql.connect(**{**settings, **options})


def note_cursor(cursor, rows=None):
    for column in cursor.description or ():
        note('column', column)
    if cursor.description is not None:
        for row in cursor.fetchall() if rows is None else rows:
            note('row', row)
    note('rowcount, lastrowid', (cursor.rowcount, cursor.lastrowid))
    result = cursor._result
    if result is not None:
        note('status, warnings, message', (result.server_status, result.warning_count, result.message))


def query(connection, sql, values=None, kind_of_cursor=None):
    with connection.cursor(kind_of_cursor) as cursor:
        note('returns', cursor.execute(sql, values))
        note_cursor(cursor)
        while cursor.nextset():
            print('next result')
            note_cursor(cursor)


def run_text(connection):
    for section in ('text', 'several', 'load'):
        for name, sql, is_refused in statements(section):
            if kind == 'mysql' and name == 'others: select':
                # it takes a VECTOR for text, and a connection on which it could not decode a value is of no more use
                refused(name, lambda: query(connect(), sql))
            else:
                run(name, lambda: query(connection, sql), is_refused)
    undecoded = connect(use_unicode=False, conv={})
    for name, sql, _ in statements('table'):
        run(f'{name}: undecoded, unbuffered', lambda: query(undecoded, sql, None, pymysql.cursors.SSDictCursor))
    undecoded.close()


def run_values(connection):
    values = [None, 1.5, -7, 9007199254740993, 'é😀\'"\\\0', '', b'\x00\x01\xff', True, decimal.Decimal('1.50'),
              datetime.date(2024, 2, 29), datetime.datetime(2024, 2, 29, 12, 34, 56, 789000),
              datetime.timedelta(hours=-30, microseconds=5), datetime.time(1, 2, 3), {'é', }, [1, 'b', None]]
    for value in values:
        sql = 'SELECT 1 IN %s' if isinstance(value, (set, list)) else 'SELECT HEX(%s)'
        run(f'value: {value!r}', lambda: query(connection, sql, (value,)))
    run('values by name', lambda: query(connection, 'SELECT %(a)s, %(b)s', {'a': 1, 'b': 'é'}))
    refused('values: too few', lambda: query(connection, 'SELECT %s, %s', (1,)))
    run('escaped', lambda: note('literal', connection.escape("it's \\ \n \0 é")))

    def many(sql, rows):
        with connection.cursor() as cursor:
            note('returns', cursor.executemany(sql, rows))
            note_cursor(cursor)

    run('many: insert', lambda: many('INSERT INTO items (code, amount) VALUES (%s, %s)', [(f'm{n}', n) for n in range(50)]))
    run('many: update', lambda: many('UPDATE items SET amount = %s WHERE code = %s', [(n, f'm{n}') for n in range(3)]))


def run_cursors(connection):
    def piecemeal():
        with connection.cursor() as cursor:
            cursor.execute('SELECT id, code FROM items ORDER BY id')
            note('one', cursor.fetchone())
            note('three', cursor.fetchmany(3))
            cursor.scroll(1, mode='absolute')
            note('second', cursor.fetchone())

    def given_up():
        with connection.cursor(pymysql.cursors.SSCursor) as cursor:
            cursor.execute('SELECT id, code FROM items ORDER BY id; SELECT 2')
            note('one', cursor.fetchone())

    def called(name, values):
        with connection.cursor() as cursor:
            note('returns', cursor.callproc(name, values))
            note_cursor(cursor)
            while cursor.nextset():
                print('next result')
                note_cursor(cursor)
            cursor.execute('SELECT ' + ', '.join(f'@_{name}_{n}' for n in range(len(values))) if values else 'SELECT 1')
            note_cursor(cursor)

    run('cursor: rows piecemeal', piecemeal)
    run('cursor: rest of the rows not wanted', given_up)
    run('cursor: and on', lambda: query(connection, 'SELECT 3'))
    run('procedure: called by name', lambda: called('several', (2, None, 'é')))
    run('procedure: the silent one', lambda: called('silent', ()))
    refused('procedure: the failing one', lambda: called('fails_late', ()))


def run_session(connection):
    def transaction(end):
        connection.begin()
        query(connection, "INSERT INTO items (code) VALUES ('gone')")
        note('insert id', connection.insert_id())
        note('affected rows', connection.affected_rows())
        end()
        query(connection, "SELECT COUNT(*) FROM items WHERE code = 'gone'")

    def who():
        query(connection, 'SELECT CURRENT_USER(), DATABASE(), @@character_set_client, @@autocommit')

    run('rollback', lambda: transaction(connection.rollback))
    run('commit', lambda: transaction(connection.commit))
    run('autocommit on', lambda: (connection.autocommit(True), note('is', connection.get_autocommit()), who()))
    run('autocommit off', lambda: (connection.autocommit(False), note('is', connection.get_autocommit()), who()))
    run('another schema', lambda: (connection.select_db('mysql'), who()))
    refused('no such schema', lambda: connection.select_db('missing_schema'))
    run('back again', lambda: (connection.select_db(schema), who()))
    run('ping', lambda: connection.ping(reconnect=False))
    run('latin1', lambda: (connection.set_charset('latin1'), who(), query(connection, "SELECT 'é'")))
    run('utf8mb4', lambda: (connection.set_charset('utf8mb4'), who()))
    run('warnings', lambda: (query(connection, 'SELECT 1 / 0'), note('shown', connection.show_warnings())))
    run('facts', lambda: note('server', (connection.get_server_info(), connection.get_proto_info(),
                                         connection.server_language, connection.character_set_name())))
    refused('kill: no such connection', lambda: connection.kill(4_000_000_000))


def run_blobs(connection):
    sizes = [0, 1, 250, 251, 255, 256, 65_535, 65_536, 1 << 20] + ([1 << 24] if is_large else [])
    query(connection, 'CREATE TABLE blobs (id INT PRIMARY KEY, content LONGBLOB)')
    for number, size in enumerate(sizes):
        run(f'blobs: write {size}', lambda: query(connection, 'INSERT INTO blobs VALUES (%s, %s)', (number, blob(size))))
        run(f'blobs: read {size}', lambda: query(connection, f'SELECT content FROM blobs WHERE id = {number}'))


def run_logins():
    def login(**options):
        connection = connect(**options)
        try:
            query(connection, "SELECT CURRENT_USER(), DATABASE(), @@character_set_client, @begun, 'é'")
            query(connection, f'UPDATE {schema}.items SET amount = amount')
        finally:
            connection.close()

    refused('login: wrong password', lambda: login(password='wrong'))
    refused('login: no password', lambda: login(password=''))
    refused('login: unknown user', lambda: login(user='nobody_é', password='any'))
    refused('login: unknown schema', lambda: login(database='missing_schema'))
    run('login: no schema', lambda: login(database=None))
    run('login: the other account', lambda: login(user=other_user, password=other_password))
    run('login: latin1', lambda: login(charset='latin1'))
    run('login: found rows', lambda: login(client_flag=CLIENT.FOUND_ROWS))
    run('login: a statement to begin with', lambda: login(init_command="SET @begun = 'é'"))
    run('login: autocommit', lambda: login(autocommit=True))
    run('login: sql_mode', lambda: login(sql_mode='ANSI'))
    run('login: no local infile', lambda: login(local_infile=False))
    refused('load: forbidden', lambda: query(connect(local_infile=False), f"LOAD DATA LOCAL INFILE '{files}/rows.tsv' INTO TABLE loaded"))


connection = connect(autocommit=True)
run('TLS', lambda: query(connection, "SHOW SESSION STATUS LIKE 'Ssl_version'"))
run_text(connection)
run_values(connection)
run_cursors(connection)
run_session(connection)
run_blobs(connection)
run_logins()
run('quit', connection.close)
refused('after the end', lambda: query(connection, 'SELECT 1'))
