<?php
// Each test has rows of its own and takes them away.
declare(strict_types=1);

require_once __DIR__ . '/../box_office.php';

use Doctrine\ORM\EntityManager;
use PHPUnit\Framework\TestCase;

abstract class BoxOfficeTestCase extends TestCase
{
    protected EntityManager $manager;
    protected Show $show;

    protected function setUp(): void
    {
        $this->manager = connect();
        $this->show = new Show('Hamlet', 2);
        $this->manager->persist($this->show);
        $this->manager->flush();
    }

    protected function tearDown(): void
    {
        $connection = $this->manager->getConnection();
        $connection->executeStatement('DELETE FROM tickets WHERE show_id = ?', [$this->show->id]);
        $connection->executeStatement('DELETE FROM shows WHERE id = ?', [$this->show->id]);
        $connection->close();
    }

    /** As somebody else finds it. */
    protected function found(): ?Show
    {
        $this->manager->clear();
        return $this->manager->find(Show::class, $this->show->id);
    }
}
