<?php
declare(strict_types=1);

require_once __DIR__ . '/BoxOfficeTestCase.php';

use Doctrine\DBAL\Exception\UniqueConstraintViolationException;

final class TicketsTest extends BoxOfficeTestCase
{
    public function testAShowHasTickets(): void
    {
        foreach (['Bea', 'Ada'] as $guest) {
            $this->manager->persist(new Ticket($this->show, $guest));
        }
        $this->manager->flush();
        $guests = $this->found()->tickets->map(fn (Ticket $ticket) => $ticket->guest)->toArray();
        sort($guests);
        $this->assertSame(['Ada', 'Bea'], $guests);
    }

    public function testATicketIsFoundByItsCode(): void
    {
        $ticket = new Ticket($this->show, 'Carl');
        $this->manager->persist($ticket);
        $this->manager->flush();
        $this->manager->clear();
        $tickets = $this->manager->getRepository(Ticket::class);
        $found = $tickets->findOneBy(['code' => $ticket->code]);
        $this->assertSame([$ticket->id, 'Carl', 'Hamlet'], [$found->id, $found->guest, $found->show->title]);
        $this->assertNull($tickets->findOneBy(['code' => 'unknown']));
    }

    public function testNoTwoTicketsHaveOneCode(): void
    {
        [$first, $second] = [new Ticket($this->show, 'Dora'), new Ticket($this->show, 'Don')];
        $second->code = $first->code;
        $this->manager->persist($first);
        $this->manager->persist($second);
        $this->expectException(UniqueConstraintViolationException::class);
        $this->expectExceptionMessage($first->code);
        $this->manager->flush();
    }

    public function testWhoeverHasNoSeatIsLeftOut(): void
    {
        $this->assertSame(['Gil'], sell($this->manager, $this->show, ['Eve', 'Finn', 'Gil']));
        $query = $this->manager->createQuery('SELECT t.guest FROM Ticket t WHERE t.show = :show ORDER BY t.guest');
        $this->assertSame(['Eve', 'Finn'], $query->setParameter('show', $this->show)->getSingleColumnResult());
    }

    public function testHalfOfATransactionIsNone(): void
    {
        try {
            $this->manager->wrapInTransaction(function (): void {
                $this->manager->persist(new Ticket($this->show, 'Hal'));
                $this->manager->flush();
                throw new DomainException('no');
            });
        } catch (DomainException) {
        }
        $sold = $this->manager->getConnection()->fetchOne('SELECT COUNT(*) FROM tickets WHERE show_id = ?', [$this->show->id]);
        $this->assertEquals(0, $sold);
    }

    public function testATicketIsGivenBack(): void
    {
        $ticket = new Ticket($this->show, 'Ida');
        $this->manager->persist($ticket);
        $this->manager->flush();
        $id = $ticket->id;
        $this->manager->remove($ticket);
        $this->manager->flush();
        $this->assertNull($this->manager->find(Ticket::class, $id));
    }
}
