import { join } from 'node:path'
import { describeArchive } from './archive-suite.ts'

describeArchive('SQLite', (folder) => `file:${join(folder, 'hub.db')}`)
