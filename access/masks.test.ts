import { describe, expect, test } from '@jest/globals'
import {
  addressMask,
  bankCardMask,
  certificateMask,
  freeTextMask,
  idNumberMask,
  nameMask,
  phoneMask,
  plateMask,
  tailMask,
  type Mask,
} from './masks.ts'

describe('each kind of value shows what custom allows', () => {
  test.each<[string, Mask, string, string]>([
    ['name', nameMask, '测甲', '测*'],
    ['long surname', nameMask, '欧阳测', '欧**'],
    ['name of one character', nameMask, '测', '*'],
    ['name beyond the BMP', nameMask, '𬭎试验', '𬭎**'],
    ['identity number', idNumberMask, '37028319800102000X', '3****************X'],
    ['passport', idNumberMask, 'E00000001', 'E*******1'],
    ['mobile', phoneMask, '+8613800001234', '138****1234'],
    ['mobile as dialled', phoneMask, '13800001234', '138****1234'],
    ['landline', phoneMask, '+8653288881234', '**********1234'],
    ['abroad', phoneMask, '+85200001234', '********1234'],
    ['service number', phoneMask, '12345', '12345'],
    ['no number at all', phoneMask, '找王', '*王'],
    ['plate', plateMask, '鲁B12348', '鲁B1***8'],
    ['new-energy plate', plateMask, '鲁BD12348', '鲁BD****8'],
    ['plate with a dot', plateMask, '鲁B·12348', '鲁B1***8'],
    ['bank card', bankCardMask, '6222 0000 0000 0001234', '***************1234'],
    ['certificate', certificateMask, '鲁(2020)平度市不动产权第0001234号', '*******************234号'],
    ['short certificate', certificateMask, '1234', '**34'],
    ['tail', tailMask(2), '123456', '****56'],
    ['tail of nothing', tailMask(0), '123456', '******'],
    ['nothing', certificateMask, '', ''],
  ])('%s', (_, mask, plain, shown) => {
    expect(mask(plain)).toBe(shown)
  })

  test.each([
    ['平度市旧店镇石桥村25号', '平度市旧店镇石桥村****'],
    ['山东省青岛市平度市东阁街道试验社区试验路12号3单元201室', '山东省青岛市平度市东阁街道试验社区****'],
    ['东阁街道试验路12号', '东阁街道****'],
    ['试验路１２号', '****'],
    ['', ''],
  ])('address %s', (plain, shown) => {
    expect(addressMask(plain)).toBe(shown)
  })
})

describe('free text', () => {
  test.each([
    ['身份证370283198001020006，请回电', '身份证3****************6，请回电'],
    ['身份证ID37028319800102000x。', '身份证ID3****************x。'],
    ['旧证370283800102001', '旧证3*************1'],
    ['３７０２８３１９８００１０２０００６住此', '3****************6住此'],
    ['370283 19800102 0006', '3******************6'],
    ['电话13800001234或13900005678', '电话138****1234或139****5678'],
    ['电话１３８００００１２３４', '电话138****1234'],
    ['138-0000-1234', '138****1234'],
    ['+86 138 0000 1234', '138****1234'],
    ['致电0532-88881234', '致电*********1234'],
    ['致电88881234', '致电****1234'],
    ['致电+20240131', '致电*****0131'],
    ['卡号6222000000001234567', '卡号***************4567'],
    ['卡号6222 0000 0000 1234', '卡号***************1234'],
    ['车牌鲁B12348违停', '车牌鲁B1***8违停'],
    ['车牌鲁B·D12348', '车牌鲁BD****8'],
    ['车牌鲁ｂ12348', '车牌鲁b1***8'],
    ['护照E00001234', '护照*****1234'],
    ['一三八零零零零一二三四', '***********'],
  ])('%s', (plain, shown) => {
    expect(freeTextMask(plain)).toBe(shown)
  })

  test.each([
    ['2024-01-31 08:00 路灯不亮'],
    ['20240131报修'],
    ['2024/1/31至2024/2/5'],
    ['12345热线，3号楼2单元501室'],
    ['试𬭎反映：路面坑洼，约120米。'],
    [''],
  ])('%s is left as it is', (plain) => {
    expect(freeTextMask(plain)).toBe(plain)
  })

  test('no identity number gets through, however it is spaced and whatever stands around it', () => {
    const number = '370283198001020006'
    for (const separator of ['', ' ', '-', '　', '－', '.']) {
      for (const around of ['', 'A', '号', '：', '12']) {
        const spaced = [number.slice(0, 6), number.slice(6, 14), number.slice(14)].join(separator)
        expect(freeTextMask(around + spaced + around).replace(/\D/g, '')).not.toContain('19800102')
      }
    }
  })
})

test('no mask but that of plates shows half a character or more than half of a value', () => {
  const masks = [nameMask, idNumberMask, bankCardMask, certificateMask, tailMask(9)]
  for (const mask of masks) {
    for (const plain of ['𬭎', '试𬭎', '𠮷𠮷𠮷', '𬭎1𬭎2𬭎3𬭎4', '1', '12', '123', '1234567']) {
      const shown = mask(plain)
      expect(/\p{Surrogate}/u.test(shown)).toBe(false)
      expect([...shown].filter((char) => char !== '*').length).toBeLessThanOrEqual([...plain].length / 2)
    }
  }
})
