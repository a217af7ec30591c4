<?php
// Cooks and their recipes, with Eloquent: cooks are numbered by the server and have a password and a token, recipes have UUIDs.
declare(strict_types=1);

require_once 'Illuminate/Database/autoload.php';
require_once 'Illuminate/Events/autoload.php';

use Illuminate\Database\Capsule\Manager;
use Illuminate\Database\Eloquent\Model;
use Illuminate\Database\Eloquent\Relations\BelongsTo;
use Illuminate\Database\Eloquent\Relations\HasMany;
use Illuminate\Database\Eloquent\SoftDeletes;
use Illuminate\Events\Dispatcher;
use Illuminate\Support\Str;

final class Cook extends Model
{
    protected $fillable = ['name', 'email'];

    protected static function booted(): void
    {
        self::creating(function (Cook $cook): void {
            $cook->password ??= password_hash('secret', PASSWORD_BCRYPT, ['cost' => 4]);
            $cook->api_token = Str::random(40);
        });
    }

    public function recipes(): HasMany
    {
        return $this->hasMany(Recipe::class);
    }
}

final class Recipe extends Model
{
    use SoftDeletes;

    public $incrementing = false;
    protected $keyType = 'string';
    protected $fillable = ['title', 'steps', 'published_at'];
    protected $casts = ['steps' => 'array', 'published_at' => 'datetime'];

    protected static function booted(): void
    {
        self::creating(fn (Recipe $recipe) => $recipe->id = uuid());
    }

    public function cook(): BelongsTo
    {
        return $this->belongsTo(Cook::class);
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

function connect(): Manager
{
    $manager = new Manager();
    $manager->addConnection([
        'driver' => 'mysql',
        'host' => getenv('MYSQL_HOST') ?: '127.0.0.1',
        'port' => getenv('MYSQL_TCP_PORT') ?: '3306',
        'username' => getenv('MYSQL_USER') ?: 'root',
        'password' => getenv('MYSQL_PWD') ?: '',
        'database' => getenv('MYSQL_DATABASE') ?: 'apps',
        'charset' => 'utf8mb4',
        'collation' => 'utf8mb4_unicode_ci',
        'strict' => true,
    ]);
    $manager->setEventDispatcher(new Dispatcher());
    $manager->setAsGlobal();
    $manager->bootEloquent();
    return $manager;
}
