/** The rows of the matrix: for each technology one department, the part of the question that it answers, and where its source can be spoilt. */
import { join } from 'node:path'
import { spoilDatabase, type DatabasePlace } from '../../samples/faults/database.ts'
import { spoilDelivery, type Delivery } from '../../samples/faults/drop-folder.ts'
import type { FaultName, Injected, SourceKind } from '../../samples/faults/kinds.ts'
import { spoilServer } from '../../samples/faults/server.ts'
import { answerTo, spoilStream, type Listening } from '../../samples/faults/sender.ts'
import { checksum } from '../../adapters/device/checksum.ts'
import { readLoggers } from '../../samples/servers/stations.ts'
import type { TestHub } from '../start-test-hub.ts'
import { frame, healthMessage } from './health-message.ts'

export interface TechnologyRow {
  readonly technology: string
  readonly kind: SourceKind
  readonly department: string
  /** Where its part of the answer stands. */
  readonly path: readonly string[]
  inject(city: TestHub, fault: FaultName): Promise<Injected>
  /** Of a pushed source: a good message is taken. */
  accepts?(city: TestHub): Promise<boolean>
}

/** One operation over all of them. Nothing personal is listed; of the demo person the record of whom the hospitals push messages, and the homes. */
export const question = `query Faults($person: ID!) {
  cameraPoints(first: 3) { nodes { code name state } }
  employers(first: 3) { nodes { employerName kind } }
  managedEstates(first: 3) { nodes { number estateName } }
  companies(first: 3) { nodes { companyName state } }
  veteranStations(first: 3) { nodes { number stationName } }
  cityComponents(first: 3) { nodes { code componentName } }
  landParcels(first: 3) { nodes { parcelCode plannedUse } }
  mediationCommittees(first: 3) { nodes { committeeName state } }
  matters(first: 3) { nodes { code matterName } }
  placeNames(first: 3) { nodes { number standardName } }
  deviceMeasurements(first: 3, filter: { kind: HOUR }) { nodes { loggerNumber factor measuredAt average } }
  person(id: $person) {
    healthRecord { number personName }
    residences { department from to addressCode house { address } }
  }
  grids(first: 3) { nodes { code validFrom validTo successors { code } predecessors { code } } }
  divisions(first: 3, filter: { level: VILLAGE, asOf: "2020-06-01" }) { nodes { code validTo successors { code } } }
}`

/** What the hub answers by itself from what it has linked: no fault of any department costs it. */
export const ownPaths: readonly (readonly string[])[] = [['person', 'residences'], ['grids'], ['divisions']]

export const technologies: readonly TechnologyRow[] = [
  file('fixed-width', 'public-security', 'cameraPoints', { prefix: 'SXT_', ending: '.txt', renamed: 'longer lines' }),
  file('delimited', 'human-resources', 'employers', {
    prefix: 'AB01_',
    ending: '.del',
    renamed: ascii('AAB004', 'AAB994'),
  }),
  file('dbf', 'housing', 'managedEstates', { prefix: 'WY_', ending: '.DBF', renamed: ascii('XQMC', 'XQ_1') }),
  file('xml', 'market-regulation', 'companies', { prefix: 'QY_', ending: '.xml', renamed: ascii('ZTBM>', 'ZT_1>') }),
  file('excel', 'veterans', 'veteranStations', {
    prefix: 'FWZ_',
    ending: '.xls',
    renamed: utf16('服务站名称', '站点新名称'),
  }),
  file('shapefile', 'urban-management', 'cityComponents', {
    prefix: 'BJ_',
    ending: '.dbf',
    renamed: ascii('BJMC', 'BJ_1'),
  }),
  file('geojson', 'natural-resources', 'landParcels', {
    prefix: 'ZD_',
    ending: '.geojson',
    renamed: ascii('"ZDDM"', '"ZD_1"'),
  }),
  database('sql', 'justice', 'mediationCommittees', { table: 'T_TWH', column: 'TWHMC' }),
  server('rest', 'approval-service', 'matters', 'sxbm'),
  server('soap', 'civil-affairs', 'placeNames', 'DMBH'),
  {
    technology: 'hl7',
    kind: 'stream',
    department: 'health',
    path: ['person', 'healthRecord'],
    inject: (city, fault) => spoilStream(hospitalLine(city), fault as Parameters<typeof spoilStream>[1]),
    accepts: async (city) => (await answerTo(hospitalLine(city))).includes('MSA|AA'),
  },
  {
    technology: 'device',
    kind: 'stream',
    department: 'environment',
    path: ['deviceMeasurements'],
    inject: (city, fault) => spoilStream(stationLine(city), fault as Parameters<typeof spoilStream>[1]),
    accepts: async (city) => (await answerTo(stationLine(city))).includes('CN=9014'),
  },
]

// Private:

function file(
  technology: string,
  department: string,
  field: string,
  delivery: Omit<Delivery, 'folder'>,
): TechnologyRow {
  return {
    technology,
    kind: 'file',
    department,
    path: [field],
    inject: async (city, fault) =>
      spoilDelivery(
        { ...delivery, folder: join(city.data, 'estate', department) },
        fault as Parameters<typeof spoilDelivery>[1],
      ),
  }
}

function server(technology: string, department: string, field: string, column: string): TechnologyRow {
  return {
    technology,
    kind: 'request',
    department,
    path: [field],
    inject: async (city, fault) => {
      const standIn = city.hub.estate.servers.get(department)
      if (!standIn) throw new Error(`no stand-in of ${department}`)
      return spoilServer({ server: standIn, column }, fault as Parameters<typeof spoilServer>[1])
    },
  }
}

function database(
  technology: string,
  department: string,
  field: string,
  place: Omit<DatabasePlace, 'path'>,
): TechnologyRow {
  return {
    technology,
    kind: 'database',
    department,
    path: [field],
    inject: async (city, fault) =>
      spoilDatabase(
        { ...place, path: join(city.data, 'estate', department, `${department}.db`) },
        fault as Parameters<typeof spoilDatabase>[1],
      ),
  }
}

function ascii(from: string, to: string): readonly [Uint8Array, Uint8Array] {
  return [Buffer.from(from, 'latin1'), Buffer.from(to, 'latin1')]
}

function utf16(from: string, to: string): readonly [Uint8Array, Uint8Array] {
  return [Buffer.from(from, 'utf16le'), Buffer.from(to, 'utf16le')]
}

/** Where the environment bureau listens, and what the first of its loggers would send. */
function stationLine(city: TestHub): Listening {
  const url = city.hub.estate.servers.get('stations')?.url
  const [logger] = readLoggers(join(city.data, 'estate', 'environment', 'loggers.jsonl'))
  if (url === undefined || logger === undefined) throw new Error('no stations')
  const { number, password, system } = logger
  const report = (time: string, command = '2051', factor = 'w01018') => {
    const data = `QN=${Date.now()}0000;ST=${system};CN=${command};PW=${password};MN=${number};Flag=5;CP=&&DataTime=${time};${factor}-Avg=1.0&&`
    return Buffer.from(`##${String(data.length).padStart(4, '0')}${data}${checksum(Buffer.from(data))}\r\n`)
  }
  return {
    port: Number(new URL(url).port),
    message: report(new Date(Date.now() + 8 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14)),
    otherLayout: report('20261124100000', '7777'),
    at: (time) => report(time === 'behind' ? '20090101000000' : '20991231000000'),
  }
}

/** Where the department of health listens, and what the demo person’s hospital would send. */
function hospitalLine(city: TestHub): Listening {
  const url = city.hub.estate.servers.get('hospital')?.url
  if (url === undefined) throw new Error('no hospital')
  return {
    port: Number(new URL(url).port),
    message: frame(healthMessage(city, { name: '于志远', at: new Date() })),
    otherLayout: frame(healthMessage(city, { name: '甲', at: new Date() }).replace('\rPID|', '\rZPI|')),
    at: (time) =>
      frame(healthMessage(city, { name: '乙', at: new Date(time === 'behind' ? '2009-01-01' : '2099-12-31') })),
  }
}
