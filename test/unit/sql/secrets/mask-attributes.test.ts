import { expect, test } from 'vitest';
import { maskAttributes } from '../../../../src/sql/secrets/mask-attributes.ts';

test('attributes whose names say that they are secret, and passwords in addresses', () => {
  const told = {
    _client_name: 'libmysql',
    app_password: 'x',
    api_token: 'x',
    dsn: "mysql://u:x'y@h/d",
    other: 'u:x@tcp(h:1)/d',
    quote: "it's",
  };
  expect(maskAttributes(told)).toEqual({
    _client_name: 'libmysql',
    app_password: '***',
    api_token: '***',
    dsn: 'mysql://u:***@h/d',
    other: 'u:***@tcp(h:1)/d',
    quote: "it's",
  });
});
