/** The thread of write-behind.ts: carries out lists of statements on a connection of its own, each list in one transaction. */
import { parentPort, workerData } from 'node:worker_threads'
import Database from 'libsql'

const { file, pragmas } = workerData
const database = new Database(file)
database.exec(pragmas.adding)
/** Texts are few: one for each table and number of rows. */
const prepared = new Map()
/** Why a list could not be written: nothing that comes after it is. */
let failure = null

parentPort.on('message', ({ rows, indexes }) => {
  try {
    if (failure === null) indexes ? arrange(indexes) : inTransaction(() => add(rows))
  } catch (error) {
    // A message of SQLite names columns, never values.
    failure = { code: error?.code ?? null, message: String(error?.message) }
  }
  parentPort.postMessage(failure)
})

function add(rows) {
  for (const { text, values } of rows) {
    let statement = prepared.get(text)
    if (!statement) prepared.set(text, (statement = database.prepare(text)))
    statement.run(values)
  }
}

function arrange(indexes) {
  database.exec(pragmas.sorting)
  inTransaction(() => indexes.forEach((text) => database.exec(text)))
  database.exec(pragmas.adding)
}

function inTransaction(work) {
  database.exec('begin immediate')
  try {
    work()
    database.exec('commit')
  } catch (error) {
    // A statement that threw may stand in the middle.
    prepared.clear()
    if (database.inTransaction) database.exec('rollback')
    throw error
  }
}
