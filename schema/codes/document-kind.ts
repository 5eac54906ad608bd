/**
 * Kinds of persons' documents: the two digits that the city's systems agreed on (docs/legacy-estate.md §0), and the three digits of the
 * public security list GA/T 517 that vertical systems write. The codes do not overlap.
 */
import { codeList } from '../code-list.ts'

export const DocumentKind = codeList(
  'DocumentKind',
  'Kind of identity document (证件类型).',
  {
    '01': 'RESIDENT_ID',
    '02': 'MILITARY_ID',
    '03': 'PASSPORT',
    '04': 'HKMO_RESIDENCE_PERMIT',
    '05': 'TW_RESIDENCE_PERMIT',
    '06': 'FOREIGNER_PERMANENT_RESIDENCE',
    '99': 'OTHER',
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
    HKMO_RESIDENCE_PERMIT: '港澳居民居住证',
    TW_RESIDENCE_PERMIT: '台湾居民居住证',
    FOREIGNER_PERMANENT_RESIDENCE: '外国人永久居留身份证',
    OTHER: '其他',
  },
)
