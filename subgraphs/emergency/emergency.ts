/**
 * Emergency Management Bureau (应急局): enterprises under supervision with their risk and chemicals, hazards, shelters, supplies.
 *
 * Two legacy systems (docs/legacy-estate/emergency.md). Enterprises and hazards are in PostgreSQL, with typed columns. Shelters and supplies are behind
 * a REST service made for a map on phones: its points are GCJ-02, and every answer is HTTP 200 with the error code in the body. One that
 * is down costs its own records only. Of an enterprise its safety officer is named without a document number, so persons are not linked.
 */
import { department, followMany, linkedMany, linkedOne } from '../kit/declaration.ts'
import { ChemicalStock, EmergencySupply, SafetyEnterprise, SafetyHazard, Shelter } from './records.ts'

export const emergency = department({
  name: 'emergency',
  title: '应急局',
  titleEn: 'Emergency Management Bureau',
  cycleHours: 1,
  system: {
    technology: 'several',
    systems: {
      supervision: { technology: 'sql', tables: { yj_qy: {}, yj_whp: {}, yj_yh: {} } },
      map: {
        technology: 'rest',
        token: { path: '/oauth/token', field: 'accessToken', header: 'authorization' },
        envelope: { code: 'code', okay: ['0'], message: 'msg', data: 'data', rows: 'list', total: 'count' },
        pageSize: 50,
        tables: {
          BNCS: {
            list: '/v1/bncs/page',
            byKeys: '/v1/bncs/batch',
            keysParameter: 'ids',
            filters: ['lx', 'wgbm', 'zt'],
          },
          WZ: { list: '/v1/wz/page', byKeys: '/v1/wz/batch', keysParameter: 'ids', filters: ['lb', 'wgbm'] },
        },
      },
    },
  },
  records: [SafetyEnterprise, ChemicalStock, SafetyHazard, Shelter, EmergencySupply],
  extend: {
    Organisation: {
      safetyRecord: linkedOne(SafetyEnterprise, 'self', 'The unit under supervision for its safety (安全生产监管).'),
      safetyHazards: followMany(SafetyEnterprise, 'self', 'hazards', 'Hazards found there (隐患).'),
      chemicalStocks: followMany(
        SafetyEnterprise,
        'self',
        'chemicalStocks',
        'Hazardous chemicals stored (危化品储量).',
      ),
    },
    Event: {
      safetyHazard: linkedOne(SafetyHazard, 'self', 'The hazard (隐患).'),
    },
    ManagedObject: {
      shelter: linkedOne(Shelter, 'self', 'The shelter (避难场所).'),
      emergencySupply: linkedOne(EmergencySupply, 'self', 'The supplies (应急物资).'),
    },
    Grid: {
      shelters: linkedMany(Shelter, 'grid', 'Shelters in the grid (避难场所).'),
      emergencySupplies: linkedMany(EmergencySupply, 'grid', 'Supplies kept in the grid (应急物资).'),
    },
  },
})
