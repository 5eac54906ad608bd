/** One variant of the person card in a process of its own: `person-card-contestant VARIANT PERSONS`. */
import { serveTurns } from './own-process.ts'
import { openCard, type CardVariant } from './person-card.ts'

process.env['APOLLO_TELEMETRY_DISABLED'] = '1'
const [name = 'ours', persons = '500'] = process.argv.slice(2)
serveTurns(await openCard(name as CardVariant, Number(persons)))
