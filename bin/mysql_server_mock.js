#!/usr/bin/env node
import { main } from '../dist/mysql_server_mock.js';

await main(process.argv.slice(2));
