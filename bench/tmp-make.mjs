import { startMysql } from './lib/mysql-server.js';
import { loadSysbench, tableRows } from './lib/sysbench.js';
import { mockProgram, spawnPeer } from './lib/spawn-peer.js';
const mysql = await startMysql(); const sysbench = await loadSysbench();
await sysbench.prepare(mysql);
const { user } = mysql;
const peer = await spawnPeer([mockProgram,'record','--upstream',`127.0.0.1:${mysql.port}`,'--no-check','--port','0','-o','/tmp/speed/played.db','--overwrite']);
for (const isText of [false,true]) await sysbench.pointSelects({port:peer.port,user},{threads:4,isText,queries:12*tableRows});
await peer.stop(); await mysql.stop();
