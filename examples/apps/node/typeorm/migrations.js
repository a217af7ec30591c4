export class Tickets1767225600000 {
  async up(runner) {
    await runner.query(
      'CREATE TABLE `tickets` (`id` varchar(36) NOT NULL, `title` varchar(120) NOT NULL, ' +
        "`state` varchar(20) NOT NULL DEFAULT 'open', `createdAt` datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6), " +
        '`updatedAt` datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6), ' +
        '`version` int NOT NULL, PRIMARY KEY (`id`)) ENGINE=InnoDB',
    );
  }

  async down(runner) {
    await runner.query('DROP TABLE `tickets`');
  }
}

export class Comments1767312000000 {
  async up(runner) {
    await runner.query(
      'CREATE TABLE `comments` (`id` varchar(36) NOT NULL, `text` varchar(200) NOT NULL, `seenAt` bigint NOT NULL, ' +
        '`ticketId` varchar(36) NULL, PRIMARY KEY (`id`)) ENGINE=InnoDB',
    );
    await runner.query(
      'ALTER TABLE `comments` ADD CONSTRAINT `FK_ticket` FOREIGN KEY (`ticketId`) REFERENCES `tickets`(`id`) ' +
        'ON DELETE NO ACTION ON UPDATE NO ACTION',
    );
  }

  async down(runner) {
    await runner.query('DROP TABLE `comments`');
  }
}
