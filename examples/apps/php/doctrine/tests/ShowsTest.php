<?php
declare(strict_types=1);

require_once __DIR__ . '/BoxOfficeTestCase.php';

use Doctrine\DBAL\LockMode;
use Doctrine\ORM\OptimisticLockException;

final class ShowsTest extends BoxOfficeTestCase
{
    public function testAShowIsKept(): void
    {
        $found = $this->found();
        $this->assertSame(['Hamlet', 2], [$found->title, $found->seats]);
        $this->assertEqualsWithDelta(time(), $found->createdAt->getTimestamp(), 60);
    }

    public function testAShowOpens(): void
    {
        $this->show->openedAt = new DateTimeImmutable();
        $this->manager->flush();
        $open = $this->manager->createQuery('SELECT s.id FROM Show s WHERE s.openedAt IS NOT NULL AND s.id = :id');
        $this->assertSame([$this->show->id], $open->setParameter('id', $this->show->id)->getSingleColumnResult());
    }

    public function testWhoComesSecondIsTold(): void
    {
        $this->show->title = 'Hamlet, Prince of Denmark';
        $this->manager->flush();
        $this->expectException(OptimisticLockException::class);
        $this->manager->lock($this->show, LockMode::OPTIMISTIC, 1);
    }

    public function testAnUnknownShowIsNone(): void
    {
        $this->assertNull($this->manager->find(Show::class, '00000000-0000-4000-8000-000000000000'));
    }

    public function testAShowIsCalledOff(): void
    {
        $this->manager->remove($this->show);
        $this->manager->flush();
        $this->assertNull($this->found());
    }
}
