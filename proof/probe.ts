import { openCity } from './city.ts'
import { judgesOf } from './facts.ts'
import { askersOf } from './askers.ts'
import { passagesOf } from './ways.ts'
import { proveMatrix } from './matrix.ts'
const city = await openCity()
const judges = await judgesOf(city)
const askers = await askersOf(city, new Map([...judges.oracle.rights.purposes].map(([c, p]) => [c, p.caseNeeded])))
const allowed = askers.filter(a => (judges.oracle.refusal(a) ?? judges.rows.caseRefusal(a)) === null)
console.log('askers', askers.length, 'allowed', allowed.length)
let t = Date.now()
const everybody = allowed.find(a => a.name === 'data officer, DATA_QUALITY')!
const passages = await passagesOf(city, everybody, () => true)
console.log('passages', passages.all.length, (Date.now()-t)/1000, 's', passages.missing)
t = Date.now()
const some = process.argv[2] ? allowed.filter((_, i) => i % Number(process.argv[2]) === Number(process.argv[3] ?? 0)) : allowed
const r = await proveMatrix(judges, some, passages, (d, o)=>process.stderr.write(`${d}/${o}\r`))
console.log({ ...r, findings: r.findings.length }, (Date.now()-t)/1000, 's')
for (const f of r.findings) console.log(f)
await city.close(); process.exit(0)
