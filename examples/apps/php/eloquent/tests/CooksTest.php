<?php
declare(strict_types=1);

require_once __DIR__ . '/KitchenTestCase.php';

use Illuminate\Database\QueryException;

final class CooksTest extends KitchenTestCase
{
    public function testACookIsKept(): void
    {
        $cook = $this->makeCook();
        $found = Cook::findOrFail($cook->id);
        $this->assertSame(['Ada', $cook->email], [$found->name, $found->email]);
        $this->assertEqualsWithDelta(time(), $found->created_at->getTimestamp(), 60);
    }

    public function testACookLogsInByAToken(): void
    {
        $cook = $this->makeCook('Bea');
        $found = Cook::where('api_token', $cook->api_token)->first();
        $this->assertTrue($found->is($cook));
        $this->assertTrue(password_verify('secret', $found->password));
        $this->assertNull(Cook::where('api_token', 'unknown')->first());
    }

    public function testACookChangesItsName(): void
    {
        $cook = $this->makeCook('Carl');
        $cook->update(['name' => 'Carla']);
        $this->assertSame('Carla', $cook->fresh()->name);
        $this->assertTrue($cook->fresh()->updated_at >= $cook->created_at);
    }

    public function testNoTwoCooksHaveOneAddress(): void
    {
        $cook = $this->makeCook('Dora');
        $this->expectException(QueryException::class);
        $this->expectExceptionMessage("Duplicate entry '$cook->email'");
        Cook::create(['name' => 'Don', 'email' => $cook->email]);
    }

    public function testWhoIsThereIsNotMadeAgain(): void
    {
        $email = 'eve-' . uuid() . '@example.com';
        $first = Cook::firstOrCreate(['email' => $email], ['name' => 'Eve']);
        $second = Cook::firstOrCreate(['email' => $email], ['name' => 'Eva']);
        $this->assertTrue($first->is($second));
        $this->assertSame('Eve', Cook::updateOrCreate(['email' => $email], ['name' => 'Eve'])->name);
    }
}
