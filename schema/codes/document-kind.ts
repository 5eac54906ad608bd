/**
 * Kinds of persons' documents as most systems of the city number them, after the public security list GA/T 517. Values are those
 * of `PersonNumberKind`, so that a number and the kind written beside it can be compared.
 */
import { codeList } from '../code-list.ts'

export const DocumentKind = codeList(
  'DocumentKind',
  'Kind of identity document (证件类型).',
  {
    '111': 'RESIDENT_ID',
    '112': 'TEMPORARY_RESIDENT_ID',
    '113': 'HOUSEHOLD_REGISTER',
    '114': 'MILITARY_ID',
    '117': 'BIRTH_CERTIFICATE',
    '414': 'PASSPORT',
    '511': 'TW_PASS',
    '516': 'HKMO_PASS',
    '553': 'FOREIGNER_PERMANENT_RESIDENCE',
    '990': 'OTHER',
  },
  {
    RESIDENT_ID: '居民身份证',
    TEMPORARY_RESIDENT_ID: '临时居民身份证',
    HOUSEHOLD_REGISTER: '户口簿',
    MILITARY_ID: '中国人民解放军军官证',
    BIRTH_CERTIFICATE: '出生医学证明',
    PASSPORT: '普通护照',
    TW_PASS: '台湾居民来往大陆通行证',
    HKMO_PASS: '港澳居民来往内地通行证',
    FOREIGNER_PERMANENT_RESIDENCE: '外国人永久居留身份证',
    OTHER: '其他',
  },
)
