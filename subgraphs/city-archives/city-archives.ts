/**
 * City archives (档案馆): the bundles that departments hand over, by number, year and grade of secrecy.
 *
 * Legacy system: a stand-alone catalogue that exports comma-separated text in GBK every month (docs/legacy-estate/city-archives.md). Only
 * bundles that are open are in the export; the grade stands in it all the same.
 */
import { codeList } from '../../schema/code-list.ts'
import { department, linkedOne, record } from '../kit/declaration.ts'
import { code, day, entity, integer, text } from '../kit/fields.ts'

const SecrecyGrade = codeList(
  'SecrecyGrade',
  'Grade of secrecy of a bundle (密级).',
  { '0': 'OPEN', '1': 'INTERNAL' },
  { OPEN: '公开', INTERNAL: '内部' },
)

export const ArchiveBundle = record({
  name: 'ArchiveBundle',
  description: 'A bundle of files in the city archives (案卷).',
  from: { table: 'DAJ', key: 'DH', ignore: ['LRR'] },
  classified: { level: 2, category: '档案目录', sharing: 'CONDITIONAL' },
  fields: {
    self: entity('ManagedObject', { code: 'number', kind: 'secrecy' }, 'The bundle as an object (物).'),
    number: text('DH', 'Number of the bundle (档号).'),
    // Titles name people.
    title: text('TM', 'Title of the bundle (题名).', { level: 3 }),
    year: integer('ND', 'Year of the files (年度).', { filter: true }),
    secrecy: code('MJ', SecrecyGrade, 'Grade of secrecy (密级).', { filter: true }),
    filedOn: day('GDRQ', 'Day on which it was filed (归档日期).'),
  },
  root: 'archiveBundles',
})

export const cityArchives = department({
  name: 'city-archives',
  title: '档案馆',
  titleEn: 'City Archives',
  cycleHours: 31 * 24,
  system: {
    technology: 'delimited',
    encoding: 'gb18030',
    separator: ',',
    tables: { DAJ: { file: 'DAJ_*.csv' } },
  },
  records: [ArchiveBundle],
  extend: {
    ManagedObject: { archiveBundle: linkedOne(ArchiveBundle, 'self', 'The bundle in the archives (案卷).') },
  },
})
