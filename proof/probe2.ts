import { openCity } from './city.ts'
import { judgesOf } from './facts.ts'
import { askersOf } from './askers.ts'
import { parse } from 'graphql'
const city = await openCity()
const judges = await judgesOf(city)
const askers = await askersOf(city, [...judges.oracle.rights.purposes.keys()])
const q = (text: string, variables = {}) => ({ text, document: parse(text), variables })
const a = askers.find(x => x.name === 'grid worker, HOTLINE')!
const law = judges.rows.persons(a)
const ids: string[] = []
let after = ''
for (;;) { const r = await city.full(a, q('query($a:String){ persons(first:100, after:$a){ nodes { id } pageInfo { endCursor hasNextPage } } }', { a: after })); const p = (r.data as any).persons; ids.push(...p.nodes.map((n: any) => n.id)); if (!p.pageInfo.hasNextPage) break; after = p.pageInfo.endCursor }
console.log('system', ids.length, 'law', law.size, 'extra', ids.filter(i => !law.has(i)).length, 'missing', [...law].filter(i => !ids.includes(i)).length)
const sql = city.test.hub.store.sql
for (const id of ids.filter(i => !law.has(i)).slice(0, 8)) {
  const links = await sql.selectFrom('Link').select(['department','localKey','identity']).where('entityId','=',id).execute()
  const e = await sql.selectFrom('Entity').select(['gridCode','golden']).where('id','=',id).executeTakeFirst()
  console.log(id, e!.gridCode, links.map(l => `${l.department} ${l.localKey} ${l.identity}`).join('\n   ').slice(0, 900))
}
const w = askers.find(x => x.name === 'grid worker, GRID_EVENT')!
const ques = q('{ wageArrearsLeads(first: 4) { nodes { employer { creditCode id } } } }')
console.log(JSON.stringify(await city.ask(w, ques)), JSON.stringify(await city.full(w, ques)), judges.oracle.judge(w, 'Employer.creditCode'), judges.oracle.classification.grade('Employer.creditCode'))
const o = askers.find(x => x.name === 'data officer of health, DATA_QUALITY')!
const ques2 = q('query($n:String!){ personByNumber(number: $n) { id } }', { n: '370290197901010013' })
console.log(JSON.stringify(await city.ask(o, ques2)), judges.oracle.judge(o, 'Query.personByNumber'), judges.oracle.judge(o, 'Query.personByNumber(number)'))
await city.close(); process.exit(0)
