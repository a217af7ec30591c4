CREATE TABLE `books` (
  `id` varchar(36) NOT NULL,
  `title` varchar(120) NOT NULL,
  `added_at` timestamp NOT NULL DEFAULT (now()),
  CONSTRAINT `books_id` PRIMARY KEY(`id`)
);
