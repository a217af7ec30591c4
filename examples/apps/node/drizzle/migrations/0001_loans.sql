CREATE TABLE `loans` (
  `id` varchar(36) NOT NULL,
  `book_id` varchar(36) NOT NULL,
  `reader` varchar(120) NOT NULL,
  `due_at` datetime NOT NULL,
  CONSTRAINT `loans_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
ALTER TABLE `loans` ADD CONSTRAINT `loans_book_id_books_id_fk` FOREIGN KEY (`book_id`) REFERENCES `books`(`id`) ON DELETE cascade ON UPDATE no action;
