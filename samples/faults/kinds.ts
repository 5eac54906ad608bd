/**
 * Which fault can befall which kind of source, as data. Where one cannot exist the reason stands in its place, so that the matrix shows it
 * instead of leaving a hole.
 */

export const sourceKinds = ['file', 'request', 'stream', 'database'] as const
/** A drop folder · a server that is asked · a source that pushes · a database that is read in place. */
export type SourceKind = (typeof sourceKinds)[number]

export const faultNames = [
  'renamed',
  'latency',
  'hang',
  'half',
  '500',
  'inBand',
  'quota',
  'reset',
  'cutOff',
  'replaced',
  'flood',
  'behind',
  'ahead',
] as const
export type FaultName = (typeof faultNames)[number]

/** True, or why not. */
type Applies = Readonly<Record<SourceKind, true | string>>

const asked = 'nobody is asked when it is read: the snapshot answers'
const noStatus = 'no status is spoken there'
const noQuota = 'nothing there counts calls'
const noFile = 'there is no file that could be changed under the reader'
const noClock = 'rows are read as they stand, whatever the clock of the machine'
const inside = 'it is read inside this process: there is no answer on its way'

export const applies: Readonly<Record<FaultName, Applies>> = {
  latency: { file: asked, request: true, stream: true, database: inside },
  /** A pipe in the place of the file · no answer · connections that say nothing · a lock that another process holds. */
  hang: { file: true, request: true, stream: true, database: true },
  half: { file: 'half a file is the column cutOff', request: true, stream: true, database: inside },
  '500': { file: noStatus, request: true, stream: noStatus, database: noStatus },
  /** The error page of a download under the name of the file · an error in a 200 answer · another protocol on the line. */
  inBand: { file: true, request: true, stream: true, database: inside },
  quota: { file: noQuota, request: true, stream: noQuota, database: noQuota },
  /** The folder is gone · the connection breaks. */
  reset: { file: true, request: true, stream: true, database: 'a file that is open stays open' },
  cutOff: { file: true, request: 'half an answer is the column half', stream: noFile, database: true },
  replaced: { file: true, request: noFile, stream: noFile, database: 'a file that is open stays open' },
  renamed: { file: true, request: true, stream: true, database: true },
  flood: { file: asked, request: true, stream: true, database: 'calls are carried out one after the other' },
  behind: { file: true, request: true, stream: true, database: noClock },
  ahead: { file: true, request: true, stream: true, database: noClock },
}

/** A fault that was injected: `heal` brings back what was there before. */
export interface Injected {
  heal(): Promise<void>
}
