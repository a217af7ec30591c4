import { expect, test } from 'vitest';
import { Catalogue } from '../../../../src/data/definitions/catalogue.ts';

const DESCRIBED = [
  'base table',
  'column id varchar(24) not null',
  'column slug varchar(191) not null',
  'column kind varchar(9) not null',
  'key posts_slug_kind_unique unique btree slug kind',
  'key PRIMARY unique btree id',
].join('\n');
const CREATED = 'CREATE TABLE posts (id VARCHAR(24), slug VARCHAR(191), kind VARCHAR(9), PRIMARY KEY (id))';

function described(created = CREATED): Catalogue {
  const one = new Catalogue();
  one.describe([{ schema: 'db', table: 'posts', definition: DESCRIBED, digest: '' }] as never);
  one.create('db.posts', Buffer.from(created));
  return one;
}

test('a table whose keys were added behind its CREATE TABLE is as the server described it', () => {
  const one = described();
  expect(one.isUnclear('db.posts')).toBe(true);
  one.extend('db.posts', { unique: [['slug', 'kind']], references: [] });
  expect(one.isUnclear('db.posts')).toBe(false);
  expect(one.factsOf('db.posts')).toMatchObject({ primary: 'id', unique: [['id'], ['slug', 'kind']] });
});

test('so is one whose primary key was', () => {
  const one = described('CREATE TABLE posts (id VARCHAR(24), slug VARCHAR(191), kind VARCHAR(9))');
  one.extend('db.posts', { unique: [['id']], references: [] });
  expect(one.isUnclear('db.posts')).toBe(true);
  one.extend('db.posts', { unique: [['slug', 'kind']], references: [] });
  expect(one.factsOf('db.posts')?.primary).toBe('id');
});

test.each([
  ['another primary key', 'CREATE TABLE posts (id VARCHAR(24), slug VARCHAR(191) PRIMARY KEY, kind VARCHAR(9))'],
  ['a key that is not there', `${CREATED.slice(0, -1)}, UNIQUE (kind))`],
  ['a number by itself', CREATED.replace('id VARCHAR(24)', 'id INT AUTO_INCREMENT')],
])('%s makes it unclear, whatever is added', (_, created) => {
  const one = described(created);
  one.extend('db.posts', { unique: [['slug', 'kind']], references: [] });
  expect(one.isUnclear('db.posts')).toBe(true);
});

test('two CREATE TABLEs that differ do as well', () => {
  const one = described();
  one.extend('db.posts', { unique: [['slug', 'kind']], references: [] });
  one.create('db.posts', Buffer.from(CREATED.replace('(id)', '(slug)')));
  expect(one.isUnclear('db.posts')).toBe(true);
});
