<?php
declare(strict_types=1);

require_once __DIR__ . '/KitchenTestCase.php';

use Illuminate\Database\Capsule\Manager;
use Illuminate\Database\Eloquent\ModelNotFoundException;
use Illuminate\Support\Carbon;

final class RecipesTest extends KitchenTestCase
{
    public function testACookHasRecipes(): void
    {
        $cook = $this->makeCook('Finn');
        foreach (['Soup', 'Bread'] as $title) {
            $cook->recipes()->create(['title' => $title, 'steps' => ['stir', 'wait']]);
        }
        $found = Cook::with('recipes')->findOrFail($cook->id);
        $this->assertSame(['Bread', 'Soup'], $found->recipes->pluck('title')->sort()->values()->all());
        $this->assertSame(['stir', 'wait'], $found->recipes[0]->steps);
    }

    public function testARecipeIsPublished(): void
    {
        $recipe = $this->makeCook('Gil')->recipes()->create(['title' => 'Pie', 'steps' => []]);
        $recipe->update(['published_at' => Carbon::now()]);
        $published = Recipe::whereNotNull('published_at')->where('cook_id', $recipe->cook_id)->pluck('id');
        $this->assertSame([$recipe->id], $published->all());
    }

    public function testARecipeIsThrownAwayAndTakenBack(): void
    {
        $recipe = $this->makeCook('Hal')->recipes()->create(['title' => 'Jam', 'steps' => ['boil']]);
        $recipe->delete();
        $this->assertNull(Recipe::find($recipe->id));
        $this->assertNotNull(Recipe::withTrashed()->find($recipe->id)->deleted_at);
        $recipe->restore();
        $this->assertSame('Jam', Recipe::find($recipe->id)->title);
    }

    public function testHalfOfABatchIsNone(): void
    {
        $cook = $this->makeCook('Ida');
        $cook->recipes()->create(['title' => 'Tea', 'steps' => []]);
        try {
            Manager::connection()->transaction(function () use ($cook): void {
                $cook->recipes()->create(['title' => 'Cake', 'steps' => []]);
                $cook->recipes()->create(['title' => 'Tea', 'steps' => []]);
            });
            $this->fail('there is Tea');
        } catch (\Illuminate\Database\QueryException $error) {
            $this->assertSame('23000', $error->getCode());
        }
        $this->assertSame(['Tea'], $cook->recipes()->pluck('title')->all());
    }

    public function testManyAreWrittenAtOnce(): void
    {
        $cook = $this->makeCook('Jan');
        $now = Carbon::now();
        $rows = array_map(
            fn (string $title) => ['id' => uuid(), 'cook_id' => $cook->id, 'title' => $title, 'steps' => '[]', 'created_at' => $now, 'updated_at' => $now],
            ['Rice', 'Stew', 'Tart'],
        );
        Recipe::insert($rows);
        $ids = array_column($rows, 'id');
        $this->assertSame(2, Recipe::whereIn('id', array_slice($ids, 1))->count());
        $this->assertSame('Rice', Recipe::findOrFail($ids[0])->title);
    }

    public function testNobodyKnowsARecipeThatWasNeverWritten(): void
    {
        $this->expectException(ModelNotFoundException::class);
        Recipe::findOrFail('00000000-0000-4000-8000-000000000000');
    }
}
