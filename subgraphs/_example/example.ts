/**
 * An annotated department, to copy from: the old trees that a parks office looks after (示例: 古树名木). It is compiled and kept to the
 * contract like every other room, but it is in no supergraph: `runner/departments.ts` does not list it.
 *
 * Legacy system: a spreadsheet that somebody exports as comma-separated text in GBK every month.
 */
import { phoneMask } from '../../access/masks.ts'
import { codeList } from '../../schema/code-list.ts'
import { department, linkedOne, record } from '../kit/declaration.ts'
import { code, day, decimal, entity, integer, latitude, longitude, personName, phone, text } from '../kit/fields.ts'

// What the source writes on the left, what the graph says on the right. A code that is not here becomes null and an issue.
const Protection = codeList(
  'TreeProtection',
  'Grade of protection of an old tree (保护等级).',
  { '1': 'FIRST', '2': 'SECOND', '3': 'THIRD', 一级: 'FIRST' },
  { FIRST: '一级', SECOND: '二级', THIRD: '三级' },
)

export const OldTree = record({
  // Unique in the whole graph; the description is for its users and ends with the Chinese term.
  name: 'OldTree',
  description: 'An old or famous tree under protection (古树名木).',
  // Every column is mapped below or named here; any other makes a remark. The row key is never an identity number.
  from: { table: 'GSMM', key: 'GSBH', ignore: ['LRR', 'BZ'] },
  // What holds for every field that says nothing else: level, category of the sharing catalogue, sharing type.
  classified: { level: 1, category: '古树名木', sharing: 'UNCONDITIONAL' },
  fields: {
    // The record describes an object of the graph: these fields identify it to the registry.
    self: entity(
      'ManagedObject',
      {
        code: 'number',
        kind: 'species',
        name: 'species',
        address: 'place',
        longitude: 'longitude',
        latitude: 'latitude',
      },
      'The tree as an object (物).',
    ),
    number: text('GSBH', 'Number on the plate of the tree (古树编号).'),
    species: text('SZ', 'Species (树种).', { filter: true }),
    protection: code('BHDJ', Protection, 'Grade of protection (保护等级).', { filter: true }),
    age: integer('SL', 'Estimated age in years (树龄).'),
    girth: decimal('XJ', 'Girth at breast height in centimetres (胸径).'),
    place: text('WZ', 'Where it stands (位置).'),
    // A point is read from both columns at once, in the system that the source writes; the graph has CGCS2000.
    longitude: longitude('JD', 'WD', 'CGCS2000', 'Longitude, CGCS2000 (经度).'),
    latitude: latitude('WD', 'JD', 'CGCS2000', 'Latitude, CGCS2000 (纬度).'),
    inspectedOn: day('XCRQ', 'Day of the last inspection (巡查日期).'),
    // A stricter field of a harmless record: its own level, and masked where a grant says MASKED.
    caretakerName: personName('YHR', 'Who looks after it (养护人).', { level: 2, sharing: 'CONDITIONAL' }),
    caretakerPhone: phone('YHRDH', 'Telephone of the caretaker (养护人电话).', {
      level: 3,
      sharing: 'CONDITIONAL',
      mask: phoneMask,
    }),
    // Names a person whom the registry may know: the graph shows the person as far as the request may see that person.
    caretaker: entity('Person', { name: 'caretakerName', phone: 'caretakerPhone' }, 'The caretaker (养护人).', {
      level: 2,
      sharing: 'CONDITIONAL',
    }),
  },
})

export const example = department({
  name: 'example',
  title: '示例局',
  titleEn: 'Example Office',
  system: { technology: 'delimited', encoding: 'gb18030', separator: ',', tables: { GSMM: { file: 'GSMM_*.csv' } } },
  cycleHours: 31 * 24,
  records: [OldTree],
  // What the department adds to the entities of the graph, in the domain's words.
  extend: {
    ManagedObject: { oldTree: linkedOne(OldTree, 'self', 'The tree as the parks office knows it (古树名木).') },
  },
})
