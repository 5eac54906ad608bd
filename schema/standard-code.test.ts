import { expect, test } from '@jest/globals'
import { componentCodeShape, parcelCodeShape, readStandardCode, realEstateUnitShape } from './standard-code.ts'

const good = (value: string) => ({ value, issue: null })

test('a component code has 16 digits; the code of 14 from before is another', () => {
  expect(readStandardCode('3702830101000001', componentCodeShape)).toEqual(good('3702830101000001'))
  expect(readStandardCode('37028301010001', componentCodeShape)).toEqual({ value: null, issue: 'CODE_SHAPE' })
  expect(readStandardCode('3.70283E+15', componentCodeShape)).toEqual({ value: null, issue: 'CODE_SHAPE' })
})

test('a real-estate unit number may be typed in blocks, in small or wide letters', () => {
  const written = [
    '370283 001001 gb00011 f00011101',
    '370283001001GB00011F00011101',
    '３７０２８３001001GB00011F00011101',
  ]
  for (const raw of written)
    expect(readStandardCode(raw, realEstateUnitShape)).toEqual(good('370283001001GB00011F00011101'))
  expect(readStandardCode('370283001001GB00011W00000000', realEstateUnitShape).issue).toBeNull()
  expect(readStandardCode('370283001001GB00011', realEstateUnitShape).issue).toBe('CODE_SHAPE')
  expect(readStandardCode('370283001001GB00011', parcelCodeShape)).toEqual(good('370283001001GB00011'))
})

test('nothing and fillers are no code', () => {
  expect(readStandardCode(' ', parcelCodeShape)).toEqual({ value: null, issue: null })
  expect(readStandardCode('无', parcelCodeShape)).toEqual({ value: null, issue: 'FILLER' })
})
