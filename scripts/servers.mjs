/**
 * The real servers that the suites against real systems speak to: where each is, whether it answers, whether it is installed at all. A server is
 * named by its environment variable; without one the usual address on loopback is tried, and what listens there is used.
 */
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** By kind: its variable, the usual address, its program, and how to ask for its version. */
const kinds = [
  {
    name: 'PostgreSQL',
    variable: 'PENTAGRAPH_TEST_POSTGRES',
    usual: 'postgres://postgres@127.0.0.1:5432/test',
    programs: ['postgres'],
    version: async (url) => {
      const { default: pg } = await import('pg')
      const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: patienceMs })
      await client.connect()
      const { rows } = await client.query('show server_version')
      await client.end()
      return rows[0].server_version
    },
  },
  {
    name: 'MariaDB',
    variable: 'PENTAGRAPH_TEST_MYSQL',
    usual: 'mysql://root@127.0.0.1:3306',
    programs: ['mariadbd', 'mysqld'],
    version: async (url) => {
      const { createConnection } = await import('mysql2/promise')
      const client = await createConnection({ uri: url, connectTimeout: patienceMs })
      const [rows] = await client.query('select version() as version')
      await client.end()
      return rows[0].version
    },
  },
  {
    name: 'Mosquitto',
    variable: 'PENTAGRAPH_TEST_MQTT',
    usual: 'mqtt://127.0.0.1:1883',
    programs: ['mosquitto'],
    version: async (url) => {
      const { connectAsync } = await import('mqtt')
      const client = await connectAsync(url, { reconnectPeriod: 0, connectTimeout: patienceMs }, false)
      await client.endAsync(true)
      return 'MQTT'
    },
  },
]

const patienceMs = 5_000

/**
 * Each kind with its address. `state` is `answers`, `silent` (it is there, or was named, and does not answer: that is a failure, not a reason
 * to leave its suites out) or `absent`. `installed` tells whether a program is on this machine.
 */
export async function findServers(env, installed = isInstalled) {
  return Promise.all(
    kinds.map(async ({ name, variable, usual, programs, version }) => {
      const given = env[variable] || null
      const url = given ?? usual
      try {
        return { name, variable, url, state: 'answers', note: `${await version(url)} at ${placeOf(url)}` }
      } catch (error) {
        const state = given !== null || programs.some(installed) ? 'silent' : 'absent'
        return { name, variable, url, state, note: `${placeOf(url)}: ${error.code || error.message || 'no answer'}` }
      }
    }),
  )
}

// Private:

/** Without user and password. */
function placeOf(url) {
  return URL.canParse(url) ? new URL(url).host : 'an unreadable address'
}

function isInstalled(program) {
  const versions = '/usr/lib/postgresql'
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/sbin',
    '/usr/local/sbin',
    ...(existsSync(versions) ? readdirSync(versions).map((version) => join(versions, version, 'bin')) : []),
  ]
  return folders.some((folder) => folder !== '' && existsSync(join(folder, program)))
}
