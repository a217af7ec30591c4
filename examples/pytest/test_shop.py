"""Run it with: node bin/mock.js replay examples/pytest/shop.db -- python3 -m pytest examples/pytest

It needs no server: shop.db is the recording. It uses MySQL and knows nothing of mock but for one statement.
"""

import os

import pymysql
import pytest


@pytest.fixture
def db(request):
    connection = pymysql.connect(
        host=os.environ["MYSQL_HOST"],
        port=int(os.environ["MYSQL_TCP_PORT"]),
        user=os.environ.get("MYSQL_USER", "demo"),
        password=os.environ.get("MYSQL_PASSWORD", "any will do"),
        database=os.environ.get("MYSQL_DATABASE", "shop"),
    )
    with connection, connection.cursor() as cursor:
        # each test replays from its own beginning; a real server takes it for a variable of the session
        cursor.execute("SET @mock_scope = %s", request.node.name)
        yield cursor


def count_orders(db):
    db.execute("SELECT COUNT(*) FROM orders")
    return db.fetchone()[0]


def test_lists_the_products(db):
    db.execute("SELECT name, price FROM products ORDER BY id")
    assert [name for name, _ in db] == ["Lamp", "Sailor's knife", "Écritoire 山"]


def test_finds_what_is_cheap(db):
    db.execute("SELECT name FROM products WHERE price < %s ORDER BY price", (50,))
    assert db.fetchall() == (("Sailor's knife",), ("Lamp",))


def test_takes_an_order_and_back(db):
    before = count_orders(db)
    order = "INSERT INTO orders (customer, product_id, quantity) VALUES (%s, %s, %s)"
    db.execute(order, ("Žofie", 3, 2))
    assert count_orders(db) == before + 1
    db.connection.rollback()
    assert count_orders(db) == before


def test_refuses_what_is_not_there(db):
    with pytest.raises(pymysql.err.IntegrityError) as refused:
        db.execute("INSERT INTO orders (customer, product_id, quantity) VALUES ('Nobody', 99, 1)")
    assert refused.value.args[0] == 1452
