// alternating: replay (of several dists) and map; sysbench
import { loadSysbench } from './lib/sysbench.js';
import { spawnPeer } from './lib/spawn-peer.js';
import { readFileSync } from 'node:fs';
const cpu=(pid)=>{const f=readFileSync(`/proc/${pid}/stat`,'utf8').split(') ').at(-1).split(' ');return (Number(f[11])+Number(f[12]))*1e4};
const sysbench = await loadSysbench();
const names = process.argv[2].split(',');
const peers=[];
for (const n of names) {
  if (n==='map') peers.push({n,...await spawnPeer(['bench/peers/map.js','/tmp/speed/played.db'])});
  else peers.push({n,...await spawnPeer([...(process.env.PROF&&n===process.env.PROF?['--cpu-prof','--cpu-prof-dir=/tmp/speed/cp']:[]),`${n}/bin/mock.js`,'replay','/tmp/speed/played.db','--port','0'])});
}
for (const p of peers) if (p.n!=='map') for (const isText of [true,false]) for (let k=0;k<3;k++) await sysbench.pointSelects({port:p.port,user:'empty'},{threads:16,isText,queries:10000});
const rounds=+(process.argv[3]??4), secs=+(process.argv[4]??2);
for (const threads of (process.argv[5]??'1,16').split(',').map(Number)) for (const isText of [true,false]) {
  const r=Object.fromEntries(names.map(n=>[n,{q:[],c:[]}]));
  for (let k=0;k<rounds;k++) for (const p of k%2?peers.toReversed():peers) { const b=cpu(p.pid); const q=await sysbench.pointSelects({port:p.port,user:'empty'},{threads,isText,seconds:secs}); const c=(cpu(p.pid)-b)/(q*secs); if(k>0||rounds==1){r[p.n].q.push(q); r[p.n].c.push(c);} }
  const med=a=>a.sort((x,y)=>x-y)[a.length>>1];
  console.log(threads,isText?'text':'prep',names.map(n=>`${n.split('/').pop()} ${med(r[n].q).toFixed(0)} q/s ${med(r[n].c).toFixed(1)} us`).join(' | '));
}
for (const p of peers) await p.stop();
