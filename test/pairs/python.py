# Asks what a list of statements says, with one driver of Python, and prints what it sees.
import json, sys
driver, port, user, password, database, path = sys.argv[1:7]
steps = json.load(open(path, encoding='utf8'))
if driver == 'pymysql':
    import pymysql as api
    more = {'charset': 'utf8mb4'}
else:
    import MySQLdb as api
    more = {'charset': 'utf8mb4'}
connection = api.connect(host='127.0.0.1', port=int(port), user=user, password=password, database=database, **more)
connection.autocommit(True)
cursor = connection.cursor()
for sql, values in steps:
    try:
        count = cursor.execute(sql.replace('%', '%%').replace('?', '%s') if values else sql, values or None)
        seen = [count, [list(map(repr, row)) for row in cursor.fetchall()], cursor.lastrowid if sql.startswith('INSERT') else 0]
    except api.Error as error:
        seen = [str(error.args)]
    print(json.dumps([sql, seen]))
connection.close()
