CREATE DATABASE shop;
USE shop;

CREATE TABLE products (
  id INT UNSIGNED PRIMARY KEY,
  name VARCHAR(40) NOT NULL,
  price DECIMAL(8, 2) NOT NULL,
  stock SMALLINT NOT NULL,
  weight DOUBLE,
  added DATE NOT NULL,
  tags JSON,
  picture BLOB,
  size ENUM('small', 'large') NOT NULL
);

CREATE TABLE orders (
  id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
  customer VARCHAR(40) NOT NULL,
  product_id INT UNSIGNED NOT NULL,
  quantity INT NOT NULL,
  ordered_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  FOREIGN KEY (product_id) REFERENCES products (id)
);

INSERT INTO products VALUES
  (1, 'Lamp', 39.90, 12, 1.25, '2024-02-29', '["light", "home"]', x'89504E470D0A1A0A', 'large'),
  (2, 'Sailor''s knife', 12.00, 40, 0.08, '2025-06-01', NULL, NULL, 'small'),
  (3, 'Écritoire 山', 249.99, 3, 7.5, '1999-12-31', '{"wood": "oak"}', x'00FF', 'large');

INSERT INTO orders (customer, product_id, quantity, ordered_at) VALUES
  ('Ada', 1, 1, '2026-01-02 03:04:05.000006'),
  ('Taro 太郎', 2, 3, '2026-02-03 04:05:06.700000');
