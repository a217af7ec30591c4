// Prometheus metrics of what is served, read when they are asked for.

import { Counter, Gauge, Registry } from 'prom-client';
import type { RestTarget } from './target.ts';

export class Metrics {
  readonly #registry = new Registry();
  readonly contentType = this.#registry.contentType;

  constructor(target: RestTarget) {
    const registers = [this.#registry];
    new Gauge({
      name: 'mock_sessions_open',
      help: 'Connections that are open',
      registers,
      collect() {
        this.set(target.sessions().length);
      },
    });
    for (const name of Object.keys(target.counts())) {
      new Counter({
        name: `mock_${snakeCase(name)}_total`,
        help: `Number of ${name} since the start`,
        registers,
        collect() {
          this.reset();
          this.inc(target.counts()[name] ?? 0);
        },
      });
    }
    new Gauge({
      name: 'process_resident_memory_bytes',
      help: 'Memory of the process',
      registers,
      collect() {
        this.set(process.memoryUsage.rss());
      },
    });
  }

  async text(): Promise<string> {
    return await this.#registry.metrics();
  }
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
