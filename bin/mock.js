#!/usr/bin/env node
import { main } from '../dist/mock.js';

await main(process.argv.slice(2));
