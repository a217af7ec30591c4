# What the programs in Python share: their target, the common statements, and the transcript that they print.
import hashlib
import os
import re
import sys

kind = os.environ['MOCK_KIND']
host = os.environ['MOCK_HOST']
port = int(os.environ['MOCK_PORT'])
is_tls = os.environ['MOCK_TLS'] == 'on'
user, password = os.environ['MOCK_USER'], os.environ['MOCK_PASSWORD']
other_user, other_password = os.environ['MOCK_OTHER_USER'], os.environ['MOCK_OTHER_PASSWORD']
schema = os.environ['MOCK_SCHEMA']
files = os.environ['MOCK_FILES']
is_large = os.environ['MOCK_LARGE'] == 'yes'

sys.stdout.reconfigure(encoding='utf-8', errors='surrogateescape', newline='\n')
_fields = sys.stdin.buffer.read().decode('utf-8').split('\0')


def statements(section):
    """The common statements of a section, as (name, SQL, whether it is refused)."""
    for at in range(0, len(_fields) - 2, 3):
        where, _, name = _fields[at].partition('/')
        if where == section:
            yield name, _fields[at + 1], _fields[at + 2] == 'refused'


def describe(value):
    text = repr(value)
    if len(text) <= 1000:
        return text
    digest = hashlib.sha256(text.encode('utf-8', 'surrogateescape')).hexdigest()
    return f'{text[:60]} ... ({len(text)} characters, sha256 {digest})'


def note(label, value):
    print(f'{label}: {describe(value)}')


def run(name, work, refused=False):
    """Notes all that an operation sees; `refused` where it has to fail."""
    print(f'## {name}')
    try:
        work()
        failed = False
    except Exception as error:
        failed = True
        print(f'raises {type(error).__module__}.{type(error).__name__}: {describe(error.args)}')
    if failed != refused:
        print('(a surprise)')


def refused(name, work):
    run(name, work, refused=True)


def without_chance(text):
    """Numbers that are never the same twice."""
    return re.sub(r'\d+(\.\d+)?', 'N', text)


def blob(size):
    """Bytes of every value, in an order that shows when a piece is missing or moved."""
    pattern = bytes((index * 7 + (index >> 8)) & 0xFF for index in range(65_537))
    return (pattern * (size // len(pattern) + 1))[:size]
