import { expect, test } from 'vitest';
import { pointedAt } from '../../../../src/testing/run/database-url.ts';

const here = { host: '127.0.0.1', port: 4000 };

test.each([
  [
    'mysql://app:p%40ss@db:3306/shop?ssl-mode=REQUIRED&x=1#f',
    'mysql://app:p%40ss@127.0.0.1:4000/shop?ssl-mode=REQUIRED&x=1#f',
  ],
  ['mysql://db', 'mysql://127.0.0.1:4000'],
  ['mysql2://app@[::1]:3306/shop', 'mysql2://app@127.0.0.1:4000/shop'],
  ['mysql+pymysql://a:b@db/shop?charset=utf8mb4', 'mysql+pymysql://a:b@127.0.0.1:4000/shop?charset=utf8mb4'],
  ['MARIADB://a@db:1/x', 'MARIADB://a@127.0.0.1:4000/x'],
  ['jdbc:mysql://h1:3306,h2:3306/shop?useSSL=false', 'jdbc:mysql://127.0.0.1:4000/shop?useSSL=false'],
  ['mysql:loadbalance://h1:3306/shop', 'mysql:loadbalance://127.0.0.1:4000/shop'],
  ['mysql://a@db/x?socket=/run/m.sock&timeout=3', 'mysql://a@127.0.0.1:4000/x?timeout=3'],
  ['mysql://a@db/x?unix_socket=/run/m.sock', 'mysql://a@127.0.0.1:4000/x'],
  ['mysql://a:b@c@db/x', 'mysql://a:b@c@127.0.0.1:4000/x'],
  ['app:secret@tcp(db:3306)/shop?parseTime=true', 'app:secret@tcp(127.0.0.1:4000)/shop?parseTime=true'],
  ['app@unix(/run/m.sock)/shop', 'app@tcp(127.0.0.1:4000)/shop'],
])('points %s here', (url, expected) => {
  expect(pointedAt(url, here)).toBe(expected);
});

test.each(['postgres://db/x', 'db:3306', '', 'sqlite:///x', 'mysql:host=db'])('leaves %j alone', (url) => {
  expect(pointedAt(url, here)).toBeNull();
});
