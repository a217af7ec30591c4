# The matrix's program in Python with mysqlclient (MySQLdb), which is the C library of MariaDB below.
import datetime
import decimal

import MySQLdb
import MySQLdb._mysql
import MySQLdb.cursors
from MySQLdb.constants import CLIENT

from transcript import (blob, files, host, is_large, is_tls, note, other_password, other_user, password, port, refused,
                        run, schema, statements, user, without_chance)


def connect(**options):
    settings = dict(host=host, port=port, user=user, password=password, database=schema, charset='utf8mb4',
                    local_infile=True, binary_prefix=True, client_flag=CLIENT.MULTI_STATEMENTS)
    if is_tls:
        settings['ssl'] = {'ca': None}
    settings.update(options)
    return MySQLdb.connect(**{name: value for name, value in settings.items() if value is not None})


def note_cursor(connection, cursor, rows=None):
    for column, flags in zip(cursor.description or (), cursor.description_flags or ()):
        note('column', (column, flags))
    if cursor.description is not None:
        for row in cursor.fetchall() if rows is None else rows:
            note('row', row)
    note('rowcount, lastrowid', (cursor.rowcount, cursor.lastrowid))
    note('info, warnings', (connection.info(), connection.warning_count(), connection.field_count()))


def query(connection, sql, values=None, kind_of_cursor=None):
    with connection.cursor(kind_of_cursor) as cursor:
        try:
            note('returns', cursor.execute(sql, values))
            note_cursor(connection, cursor)
            while cursor.nextset():
                print('next result')
                note_cursor(connection, cursor)
        except MySQLdb.Error:
            note('errno, error, sqlstate', (connection.errno(), connection.error(), connection.sqlstate()))
            raise


def run_text(connection):
    # its conversions fail where a value is none of Python's, as a VECTOR is no text
    undecoded = connect(autocommit=True, use_unicode=False, conv={})
    for section in ('text', 'charset', 'several', 'load'):
        for name, sql, is_refused in statements(section):
            run(name, lambda: query(undecoded, sql), is_refused)
    for name, sql, _ in statements('table'):
        if name != 'others':
            run(f'{name}: decoded', lambda: query(connection, sql))
        run(f'{name}: row by row', lambda: query(undecoded, sql, None, MySQLdb.cursors.SSDictCursor))
    undecoded.close()


def run_values(connection):
    values = [None, 1.5, -7, 9007199254740993, 'é😀\'"\\\0', '', b'\x00\x01\xff', True, decimal.Decimal('1.50'),
              datetime.date(2024, 2, 29), datetime.datetime(2024, 2, 29, 12, 34, 56, 789000),
              datetime.timedelta(hours=-30, microseconds=5), [1, 'b', None]]
    for value in values:
        sql = 'SELECT 1 IN %s' if isinstance(value, list) else 'SELECT HEX(%s)'
        run(f'value: {value!r}', lambda: query(connection, sql, (value,)))
    run('values by name', lambda: query(connection, 'SELECT %(a)s, %(b)s', {'a': 1, 'b': 'é'}))
    refused('values: too few', lambda: query(connection, 'SELECT %s, %s', (1,)))
    run('escaped', lambda: note('literal', connection.string_literal("it's \\ \n \0".encode())))

    def many(sql, rows):
        with connection.cursor() as cursor:
            note('returns', cursor.executemany(sql, rows))
            note_cursor(connection, cursor)

    run('many: insert', lambda: many('INSERT INTO items (code, amount) VALUES (%s, %s)', [(f'm{n}', n) for n in range(50)]))
    run('many: update', lambda: many('UPDATE items SET amount = %s WHERE code = %s', [(n, f'm{n}') for n in range(3)]))


def run_results(connection):
    def piecemeal():
        connection.query('SELECT id, code, amount FROM items ORDER BY id')
        result = connection.use_result()
        note('describe, flags', (result.describe(), result.field_flags(), result.num_fields()))
        note('three', result.fetch_row(3, 1))
        note('rest', result.fetch_row(0, 2))

    def stored():
        connection.query('SELECT id, code FROM items ORDER BY id')
        result = connection.store_result()
        result.data_seek(2)
        note('from the third', (result.num_rows(), result.fetch_row(2)))

    def called(name, values):
        with connection.cursor() as cursor:
            note('returns', cursor.callproc(name, values))
            note_cursor(connection, cursor)
            while cursor.nextset():
                print('next result')
                note_cursor(connection, cursor)

    def sent_first():
        connection.send_query('SELECT SLEEP(0.01), 7')
        connection.read_query_result()
        note('rows', connection.store_result().fetch_row(0))

    run('result: rows piecemeal', piecemeal)
    run('result: from the middle', stored)
    run('result: asked for later', sent_first)
    hurried = connect()
    refused('result: out of order', lambda: (hurried.query('SELECT 1'), hurried.query('SELECT 2')))
    hurried.close()
    run('procedure: called by name', lambda: called('several', (2, None, 'é')))
    run('procedure: what came out', lambda: query(connection, 'SELECT @_several_0, @_several_1, @_several_2'))
    run('procedure: the silent one', lambda: called('silent', ()))
    refused('procedure: the failing one', lambda: called('fails_late', ()))
    # what has come of it before it failed is still to be read
    run('procedure: and on', lambda: query(connection, 'SELECT 3'))


def run_session(connection):
    def who():
        query(connection, 'SELECT CURRENT_USER(), DATABASE(), @kept, @@character_set_client, @@autocommit')

    def transaction(end):
        connection.begin()
        query(connection, "INSERT INTO items (code) VALUES ('gone')")
        note('insert id, affected rows', (connection.insert_id(), connection.affected_rows()))
        end()
        query(connection, "SELECT COUNT(*) FROM items WHERE code = 'gone'")

    run('rollback', lambda: transaction(connection.rollback))
    run('commit', lambda: transaction(connection.commit))
    run('autocommit on', lambda: (connection.autocommit(True), note('is', connection.get_autocommit()), who()))
    run('autocommit off', lambda: (connection.autocommit(False), note('is', connection.get_autocommit()), who()))
    run('another schema', lambda: (connection.select_db('mysql'), who()))
    refused('no such schema', lambda: connection.select_db('missing_schema'))
    run('back again', lambda: (connection.select_db(schema), who()))
    run('ping', lambda: connection.ping())
    run('latin1', lambda: (connection.set_character_set('latin1'), who(), query(connection, "SELECT 'é'")))
    run('utf8mb4', lambda: (connection.set_character_set('utf8mb4'), who(), note('is', connection.get_character_set_info())))
    run('one statement only', lambda: connection.set_server_option(1))
    refused('one statement only: two', lambda: query(connection, 'SELECT 1; SELECT 2'))
    run('several statements', lambda: connection.set_server_option(0))
    run('several statements: two', lambda: query(connection, 'SELECT 1; SELECT 2'))
    run('statistics', lambda: note('is', without_chance(connection.stat())))
    run('debug', lambda: connection.dump_debug_info())
    run('facts', lambda: note('server', (connection.get_server_info(), connection.get_proto_info(),
                                         connection.get_host_info())))
    refused('kill: no such connection', lambda: connection.kill(4_000_000_000))
    query(connection, "SET @kept = 'of the first user'")
    run('change user', lambda: connection.change_user(other_user, other_password, schema))
    run('change user: is another', who)
    run('change user: back', lambda: (connection.change_user(user, password, schema), who()))

    def refuse_user(**names):
        connection = connect()
        connection.change_user(*{'user': other_user, 'password': other_password, 'schema': schema, **names}.values())

    refused('change user: wrong password', lambda: refuse_user(password='wrong'))
    refused('change user: unknown schema', lambda: refuse_user(schema='missing_schema'))


def run_blobs(connection):
    sizes = [0, 1, 250, 251, 255, 256, 65_535, 65_536, 1 << 20] + ([1 << 24] if is_large else [])
    run('blobs: create', lambda: query(connection, 'CREATE TABLE blobs (id INT PRIMARY KEY, content LONGBLOB)'))
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
    run('login: compressed', lambda: login(compress=True))
    run('login: a statement to begin with', lambda: login(init_command="SET @begun = 'begun'"))
    run('login: autocommit', lambda: login(autocommit=True))
    run('login: sql_mode', lambda: login(sql_mode='ANSI'))
    run('load: by default', lambda: query(connect(local_infile=None), f"LOAD DATA LOCAL INFILE '{files}/rows.tsv' INTO TABLE loaded"))


connection = connect(autocommit=True)
run('TLS', lambda: query(connection, "SHOW SESSION STATUS LIKE 'Ssl_version'"))
run_text(connection)
run_values(connection)
run_results(connection)
run_session(connection)
run_blobs(connection)
run_logins()
run('quit', connection.close)
refused('after the end', lambda: query(connection, 'SELECT 1'))
