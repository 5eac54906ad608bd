import { openCity } from './city.ts'
import { judgesOf } from './facts.ts'
import { askersOf } from './askers.ts'
const city = await openCity()
const judges = await judgesOf(city)
const askers = await askersOf(city, [...judges.oracle.rights.purposes.keys()])
for (const a of askers.filter(x => /SOCIAL_RELIEF in/.test(x.name))) console.log(a.name, a.caseNumber, a.grids, judges.rows.caseRefusal(a))
const sql = city.test.hub.store.sql
const n = askers.find(x => /SOCIAL_RELIEF in/.test(x.name))!.caseNumber
for (const l of await sql.selectFrom('Link').innerJoin('Entity','Entity.id','Link.entityId').select(['Link.department','localKey','entityId','gridCode','live','identity']).where('localKey','like',`%/${n}`).execute()) { console.log(l); for (const m of await sql.selectFrom('Link').select(['department','localKey','identity','live']).where('entityId','=',l.entityId).execute()) console.log('  ', m.department, m.localKey, m.live, m.identity.slice(0,200)) }
await city.close(); process.exit(0)
