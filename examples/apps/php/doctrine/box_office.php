<?php
// Shows and their tickets, with Doctrine: shows have UUIDs and a version, tickets are numbered by the server and have a code.
declare(strict_types=1);

require_once 'Doctrine/ORM/autoload.php';

use Doctrine\Common\Collections\ArrayCollection;
use Doctrine\Common\Collections\Collection;
use Doctrine\ORM\EntityManager;
use Doctrine\ORM\Mapping as ORM;
use Doctrine\ORM\ORMSetup;

#[ORM\Entity]
#[ORM\Table(name: 'shows')]
class Show
{
    #[ORM\Id, ORM\Column(type: 'guid')]
    public string $id;
    #[ORM\Version, ORM\Column(type: 'integer')]
    public int $version = 1;
    #[ORM\Column(type: 'datetime_immutable')]
    public DateTimeImmutable $createdAt;
    #[ORM\Column(type: 'datetime_immutable', nullable: true)]
    public ?DateTimeImmutable $openedAt = null;
    #[ORM\OneToMany(targetEntity: Ticket::class, mappedBy: 'show', cascade: ['persist', 'remove'])]
    public Collection $tickets;

    public function __construct(
        #[ORM\Column(length: 120)] public string $title,
        #[ORM\Column(type: 'integer')] public int $seats,
    ) {
        $this->id = uuid();
        $this->createdAt = new DateTimeImmutable();
        $this->tickets = new ArrayCollection();
    }
}

#[ORM\Entity]
#[ORM\Table(name: 'tickets')]
class Ticket
{
    #[ORM\Id, ORM\GeneratedValue, ORM\Column(type: 'integer')]
    public ?int $id = null;
    #[ORM\Column(length: 64, unique: true)]
    public string $code;
    #[ORM\Column(type: 'datetime')]
    public DateTime $soldAt;

    public function __construct(
        #[ORM\ManyToOne(inversedBy: 'tickets'), ORM\JoinColumn(nullable: false)] public Show $show,
        #[ORM\Column(length: 80)] public string $guest,
    ) {
        $this->code = bin2hex(random_bytes(16));
        $this->soldAt = new DateTime();
        $show->tickets->add($this);
    }
}

/** A random one, version 4. */
function uuid(): string
{
    $bytes = random_bytes(16);
    $bytes[6] = chr(ord($bytes[6]) & 0x0f | 0x40);
    $bytes[8] = chr(ord($bytes[8]) & 0x3f | 0x80);
    return vsprintf('%s%s-%s-%s-%s-%s%s%s', str_split(bin2hex($bytes), 4));
}

function connect(): EntityManager
{
    $config = ORMSetup::createAttributeMetadataConfiguration([__DIR__], true);
    $config->setAutoGenerateProxyClasses(\Doctrine\Common\Proxy\AbstractProxyFactory::AUTOGENERATE_EVAL);
    $manager = EntityManager::create([
        'driver' => 'pdo_mysql',
        'host' => getenv('MYSQL_HOST') ?: '127.0.0.1',
        'port' => (int) (getenv('MYSQL_TCP_PORT') ?: 3306),
        'user' => getenv('MYSQL_USER') ?: 'root',
        'password' => getenv('MYSQL_PWD') ?: '',
        'dbname' => getenv('MYSQL_DATABASE') ?: 'apps',
        'charset' => 'utf8mb4',
    ], $config);
    $manager->getConnection()->setNestTransactionsWithSavepoints(true);
    return $manager;
}

/** All guests or none; whoever has no seat is left out and told. @return list<string> who was left out */
function sell(EntityManager $manager, Show $show, array $guests): array
{
    $refused = [];
    $connection = $manager->getConnection();
    $connection->transactional(function () use ($connection, $show, $guests, &$refused): void {
        foreach ($guests as $guest) {
            $connection->beginTransaction();
            $connection->insert('tickets', [
                'show_id' => $show->id,
                'guest' => $guest,
                'code' => bin2hex(random_bytes(16)),
                'soldAt' => date('Y-m-d H:i:s'),
            ]);
            $sold = $connection->fetchOne('SELECT COUNT(*) FROM tickets WHERE show_id = ?', [$show->id]);
            if ($sold > $show->seats) {
                $connection->rollBack();
                $refused[] = $guest;
            } else {
                $connection->commit();
            }
        }
    });
    return $refused;
}
