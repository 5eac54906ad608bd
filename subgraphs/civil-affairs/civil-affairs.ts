/**
 * Civil affairs (民政局): social organisations, place names, divisions, marriages, social assistance, deaths, disability, children in care.
 *
 * Legacy system: the province's vertical system, read over SOAP 1.1 as of the night before (docs/legacy-estate/civil-affairs.md). The result of every
 * operation is an XML document inside an XML element, with a code of its own; "no such record" is one of the codes, and not the same as an
 * empty list, as no rights or as a system that is down. Marital status has one digit in rows from before 2011.
 *
 * Disability and children are of level 4: health and persons under 14 (PIPL art. 28). They are never granted by the way.
 */
import { department, linkedMany, linkedOne } from '../kit/declaration.ts'
import {
  AdministrativeDivision,
  ChildWelfare,
  DeathRecord,
  Disability,
  MarriageRegistration,
  PlaceName,
  SocialAssistance,
  SocialOrganisation,
} from './records.ts'

const operations = (name: string, filters: readonly string[] = []) => ({
  list: `query${name}List`,
  byKeys: `query${name}ByKey`,
  filters,
})

export const civilAffairs = department({
  name: 'civil-affairs',
  title: '民政局',
  titleEn: 'Civil Affairs Bureau',
  // The interface shows the night before.
  cycleHours: 48,
  system: {
    technology: 'soap',
    version: '1.1',
    encoding: 'utf-8',
    namespace: 'http://service.mz.sd.example/',
    credentials: { header: 'AuthHeader', user: 'userName', secret: 'password' },
    parameters: { page: 'pageNo', size: 'pageSize', key: 'key' },
    result: {
      inner: 'return',
      code: 'head.code',
      okay: ['0000'],
      message: 'head.msg',
      rows: 'body.rows',
      row: 'row',
      total: 'body.total',
      faultCode: 'code',
      absent: ['1001'],
      codes: { '9001': 'REFUSED', '9002': 'QUOTA_EXCEEDED', '9003': 'OUT_OF_HOURS' },
    },
    pageSize: 200,
    keysAtOnce: 50,
    tables: {
      SHZZ: { ...operations('Shzz', ['TYXYDM', 'ZZLX', 'DJZT']), attachments: ['ZSSM'] },
      DM: operations('Dm', ['DMLB', 'CSDM', 'WGBM', 'DMZT']),
      QH: operations('Qh', ['QHJB', 'SJDM']),
      HY: operations('Hy'),
      DB: operations('Db'),
      SW: operations('Sw'),
      CJ: operations('Cj'),
      ET: operations('Et'),
    },
  },
  records: [
    SocialOrganisation,
    PlaceName,
    AdministrativeDivision,
    MarriageRegistration,
    SocialAssistance,
    DeathRecord,
    Disability,
    ChildWelfare,
  ],
  extend: {
    Person: {
      marriages: linkedMany(MarriageRegistration, 'person', 'Registrations of marriage and divorce (婚姻登记).'),
      benefits: linkedMany(SocialAssistance, 'person', 'Social assistance to the person’s household (低保).'),
      deathRecord: linkedOne(DeathRecord, 'person', 'The person’s death (死亡信息).'),
      disability: linkedOne(Disability, 'person', 'The person’s certificate of disability (残疾信息).'),
      childWelfare: linkedMany(ChildWelfare, 'child', 'Why civil affairs looks after the child (儿童福利).'),
    },
    Organisation: {
      socialOrganisation: linkedOne(
        SocialOrganisation,
        'self',
        'Registration as a social organisation (社会组织登记).',
      ),
      foundedSocialOrganisations: linkedMany(
        SocialOrganisation,
        'founder',
        'Social organisations that the unit founded (发起的社会组织).',
      ),
    },
    Grid: {
      placeNames: linkedMany(PlaceName, 'grid', 'Place names in the grid (地名).'),
    },
  },
})
