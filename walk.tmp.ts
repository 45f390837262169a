import { shippedIn } from './bench/states/check';
import { SCENARIOS } from './bench/states/scenarios';
import { spaceOf } from './bench/states/space';
import { FOUND_AT } from './bench/states/stuck-cluster';
const sc = SCENARIOS.find(s=>s.name===process.argv[2])!;
let seed = Number(process.argv[3] ?? 1); const rnd=()=>{seed=(seed*1103515245+12345)&0x7fffffff; return seed/0x7fffffff;};
const space = spaceOf(shippedIn(sc)); let w = space.initial;
for (let i=0;i<150;i++){ if(space.status(w)!=='open'){console.log('status',space.status(w), w.told, w.ledger.row?.state, w.ledger.row?.reason);break;} const ms=space.moves(w); const pick = ms.find(m=>m.label.startsWith("a:")) ?? ms.find(m=>m.label.includes("takes effect, it is CANC")) ?? ms.find(m=>m.label.includes("pass")) ?? ms[0]; w=pick.to; console.log(((w.now-FOUND_AT)/1000)+'s', pick.label, w.ledger.row?.state, ms.length, w.steps.map(s=>s.role+':'+s.state).join(' ')); }
