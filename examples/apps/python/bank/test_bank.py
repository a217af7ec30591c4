"""Run it with: python3 -m pytest, in this folder. bank.db is the recording."""

import os

import pytest
from bank import Bank


@pytest.fixture
def bank(mock_scope):
    user, password = os.environ.get("MYSQL_USER", "demo"), os.environ.get("MYSQL_PWD", "any")
    bank = Bank(host=mock_scope.host, port=mock_scope.port, user=mock_scope.user(user), password=password, database="bank")
    bank.migrate()
    yield bank
    bank.close()


def test_opens_an_account(bank):
    id, opened = bank.open("Ann", 100)
    assert bank.account(id) == ("Ann", 100, opened)


def test_transfers_money(bank):
    (ann, _), (bob, _) = bank.open("Ann", 100), bank.open("Bob", 0)
    assert bank.transfer(ann, bob, 30)
    assert [bank.account(ann)[1], bank.account(bob)[1]] == [70, 30]
    assert bank.transfers_of(ann) == 1


def test_leaves_all_as_it_was_where_there_is_too_little(bank):
    (ann, _), (bob, _) = bank.open("Ann", 10), bank.open("Bob", 0)
    assert not bank.transfer(ann, bob, 30)
    assert [bank.account(ann)[1], bank.account(bob)[1]] == [10, 0]
    assert bank.transfers_of(ann) == 0


def test_knows_no_account_that_nobody_opened(bank):
    assert bank.account("00000000-0000-4000-a000-000000000000") is None
