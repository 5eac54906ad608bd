import { openCity } from './city.ts'
import { judgesOf } from './facts.ts'
import { askersOf } from './askers.ts'
import { proveRandom } from './random.ts'
const city = await openCity()
const judges = await judgesOf(city)
const askers = await askersOf(city, [...judges.oracle.rights.purposes.keys()])
const allowed = askers.filter(a => (judges.oracle.refusal(a) ?? judges.rows.caseRefusal(a)) === null)
console.log('askers', askers.length, 'allowed', allowed.length, allowed.map(a=>`${a.name} (${judges.rows.persons(a).size})`).join('; '))
const t=Date.now(); const c=process.cpuUsage()
const r = await proveRandom(judges, allowed, { operations: Number(process.argv[2] ?? 200), seed: Number(process.argv[3] ?? 1), progress: (d)=>process.stderr.write(`${d}\r`) })
console.log({ ...r, findings: r.findings.length }, (Date.now()-t)/1000, 's', process.cpuUsage(c))
for (const f of r.findings) console.log(f)
await city.close(); process.exit(0)
