/**
 * Natural Resources and Planning Bureau (自然资源和规划局): parcels, real-estate units with their rights and what restricts them, forest plots,
 * geological hazards.
 *
 * Legacy systems (docs/legacy-estate/natural-resources.md): the registration on Oracle Spatial, and the map office's GeoJSON of every
 * night, projected for the cadastre and in degrees for the rest. Titles of houses are registered here since 2016; those of before stand in
 * the housing bureau's system too, so that one dwelling may be in both.
 */
import { department, followMany, followOne, linkedMany, linkedOne } from '../kit/declaration.ts'
import { Encumbrance, ForestPlot, GeologicalHazard, LandParcel, RealEstateRight, RealEstateUnit } from './records.ts'

export const naturalResources = department({
  name: 'natural-resources',
  title: '自然资源和规划局',
  titleEn: 'Natural Resources and Planning Bureau',
  // The export of a day arrives in the night after it.
  cycleHours: 48,
  system: {
    technology: 'several',
    systems: {
      registration: { technology: 'sql', tables: { T_BDCDY: {}, T_QL: {}, T_DYCF: {} } },
      maps: {
        technology: 'geojson',
        tables: {
          ZD: { file: 'ZD_*.geojson', crs: 'EPSG:4528' },
          LB: { file: 'LB_*.geojson', crs: 'CGCS2000' },
          DZZH: { file: 'DZZH_*.geojson', crs: 'CGCS2000' },
        },
      },
    },
  },
  records: [LandParcel, ForestPlot, GeologicalHazard, RealEstateUnit, RealEstateRight, Encumbrance],
  extend: {
    Person: {
      realEstateRights: linkedMany(
        RealEstateRight,
        'holder',
        'Rights in real estate that the person holds or held (不动产权利).',
      ),
      encumbrances: linkedMany(Encumbrance, 'obligor', 'Mortgages and seizures on what the person owns (抵押查封).'),
    },
    House: {
      realEstateUnit: linkedOne(RealEstateUnit, 'house', 'The house as a real-estate unit (不动产单元).'),
      realEstateRights: followMany(
        RealEstateUnit,
        'house',
        'rights',
        'Rights in the house, former ones too (不动产权利).',
      ),
      encumbrances: followMany(RealEstateUnit, 'house', 'encumbrances', 'Mortgages and seizures (抵押查封).'),
      landParcel: followOne(RealEstateUnit, 'house', 'parcel', 'The parcel on which it stands (宗地).'),
    },
    Organisation: {
      realEstateRights: linkedMany(
        RealEstateRight,
        'holdingOrganisation',
        'Rights in real estate that the unit holds or held (不动产权利).',
      ),
      encumbrances: linkedMany(
        Encumbrance,
        'obligorOrganisation',
        'Mortgages and seizures on what the unit owns (抵押查封).',
      ),
    },
    ManagedObject: {
      geologicalHazard: linkedOne(GeologicalHazard, 'self', 'The geological hazard (地质灾害点).'),
      forestPlot: linkedOne(ForestPlot, 'self', 'The forest plot (林班地块).'),
    },
  },
})
