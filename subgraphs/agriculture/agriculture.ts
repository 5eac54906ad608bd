/**
 * Agriculture (农业农村局): land contracts and plots, cooperatives and village collectives, farm machines, homesteads, and the households
 * that are watched against falling back into poverty.
 *
 * Two systems of one office (docs/legacy-estate/agriculture.md): ledgers in an Access database that is exported as DBF, and the survey of
 * land rights as shapefiles in metres (Gauss-Krueger, zone 40). Both come once a year. Codes of contractors and plots begin with the
 * village of the survey, which may be merged away; shapes stand at zero or with north before east. Areas are in 亩, as people count land,
 * or in square metres, as each description says.
 *
 * Contracts, machines, homesteads and watched households are reached through the person, the house or the object, never listed.
 */
import { department, followMany, linkedMany, linkedOne } from '../kit/declaration.ts'
import {
  ContractedPlot,
  Cooperative,
  FarmMachine,
  Homestead,
  LandContract,
  PovertyMonitoring,
  VillageCollective,
} from './records.ts'

export const agriculture = department({
  name: 'agriculture',
  title: '农业农村局',
  titleEn: 'Agriculture and Rural Affairs Bureau',
  // Once a year, and a month for the export to be done.
  cycleHours: 396 * 24,
  system: {
    technology: 'several',
    systems: {
      ledgers: {
        technology: 'dbf',
        encoding: 'gb18030',
        tables: {
          HZS: { file: 'HZS_*.DBF' },
          CJT: { file: 'CJT_*.DBF' },
          CBF: { file: 'CBF_*.DBF' },
          NJ: { file: 'NJ_*.DBF' },
          FPJC: { file: 'FPJC_*.DBF' },
        },
      },
      survey: {
        technology: 'shapefile',
        encoding: 'gb18030',
        tables: {
          DK: { file: 'DK_*.shp', crs: 'EPSG:4528' },
          ZJD: { file: 'ZJD_*.shp', crs: 'EPSG:4528' },
        },
      },
    },
  },
  records: [Cooperative, VillageCollective, LandContract, ContractedPlot, FarmMachine, Homestead, PovertyMonitoring],
  extend: {
    Person: {
      landContracts: linkedMany(
        LandContract,
        'contractor',
        'Land that the person’s household holds by contract (承包方).',
      ),
      contractedPlots: followMany(LandContract, 'contractor', 'plots', 'The plots of those contracts (承包地块).'),
      homesteads: linkedMany(Homestead, 'holder', 'Homesteads that the person may use (宅基地).'),
      farmMachines: linkedMany(FarmMachine, 'owner', 'Farm machines that the person owns (农业机械).'),
      povertyMonitoring: linkedMany(
        PovertyMonitoring,
        'head',
        'Whether the person’s household is watched against falling back into poverty (防返贫监测).',
      ),
    },
    House: {
      homestead: linkedOne(Homestead, 'house', 'The homestead on which the house stands (宅基地).'),
    },
    Organisation: {
      cooperative: linkedOne(Cooperative, 'self', 'The unit as a farmers’ cooperative (合作社).'),
      villageCollective: linkedOne(
        VillageCollective,
        'self',
        'The unit as the collective of a village (村集体经济组织).',
      ),
      farmedPlots: linkedMany(ContractedPlot, 'transferee', 'Plots of others that the unit works (流转地块).'),
    },
    ManagedObject: {
      contractedPlot: linkedOne(ContractedPlot, 'self', 'The plot of farmland (承包地块).'),
      farmMachine: linkedOne(FarmMachine, 'self', 'The farm machine (农业机械).'),
    },
  },
})
