<?php
declare(strict_types=1);

use Illuminate\Database\Capsule\Manager;
use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;

return new class () extends Migration {
    public function up(): void
    {
        Manager::schema()->create('recipes', function (Blueprint $table): void {
            $table->uuid('id')->primary();
            $table->foreignId('cook_id')->constrained()->cascadeOnDelete();
            $table->string('title');
            $table->json('steps');
            $table->timestamp('published_at')->nullable();
            $table->timestamps();
            $table->softDeletes();
            $table->unique(['cook_id', 'title']);
        });
    }
};
