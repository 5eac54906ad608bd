/** What the tables of a device system have as columns: names of the packet, and with `@` what the adapter adds. */
import type { DeviceSystem } from '../open.ts'

/** What a packet may say of a factor. `Zs…` is converted to the standard's conditions. */
export const factorFields = [
  'SampleTime',
  'Rtd',
  'Min',
  'Avg',
  'Max',
  'Cou',
  'ZsRtd',
  'ZsMin',
  'ZsAvg',
  'ZsMax',
  'Flag',
] as const

/**
 * `@key` is MN, CN, DataTime and factor (of `latest` MN and factor), `@factor` the code of the factor in the edition of 2017, `@edition` which one the
 * packet was of, `@received` the city's time at which it came first.
 */
const measurement = ['@key', 'MN', 'ST', 'CN', '@edition', 'DataTime', '@factor', ...factorFields, '@received']

export const columnsOf: Readonly<Record<DeviceSystem['tables'][string]['holds'], readonly string[]>> = {
  measurements: measurement,
  latest: measurement,
  stations: ['MN', 'ST', 'CN', 'QN', '@edition', 'DataTime', '@received'],
}
