/**
 * Comprehensive Law Enforcement Bureau (综合行政执法局): components of the city, case tasks with their photos, penalties.
 *
 * Legacy systems (docs/legacy-estate/urban-management.md): the case system on SQL Server, near real time, whose points come from phones in
 * GCJ-02; and the component survey in ArcGIS, one projected shapefile a night. Neither knows the city's grids but in the newest rows: the
 * registry finds them by the points.
 */
import { department, followMany, linkedMany, linkedOne } from '../kit/declaration.ts'
import { AdministrativePenalty, CityComponent, SitePhoto, UrbanCase } from './records.ts'

export const urbanManagement = department({
  name: 'urban-management',
  title: '综合行政执法局',
  titleEn: 'Comprehensive Law Enforcement Bureau',
  // The export of a day arrives in the night after it.
  cycleHours: 48,
  system: {
    technology: 'several',
    systems: {
      cases: { technology: 'sql', tables: { T_AJ: {}, T_ZP: {}, T_CF: {} } },
      survey: {
        technology: 'shapefile',
        encoding: 'gb18030',
        tables: { BJ: { file: 'BJ_*.shp', crs: 'EPSG:4549' } },
      },
    },
  },
  records: [CityComponent, UrbanCase, SitePhoto, AdministrativePenalty],
  extend: {
    Person: {
      administrativePenalties: linkedMany(
        AdministrativePenalty,
        'person',
        'Penalties of the law enforcement bureau (行政处罚).',
      ),
    },
    Organisation: {
      administrativePenalties: linkedMany(
        AdministrativePenalty,
        'organisation',
        'Penalties of the law enforcement bureau (行政处罚).',
      ),
      ownedComponents: linkedMany(CityComponent, 'owner', 'Components of the city that the unit owns (权属部件).'),
    },
    ManagedObject: {
      cityComponent: linkedOne(CityComponent, 'self', 'The component as surveyed (城市部件).'),
      urbanCases: linkedMany(UrbanCase, 'component', 'Cases about the component (城管案件).'),
    },
    Event: {
      urbanCase: linkedOne(UrbanCase, 'self', 'The case task (城管案件).'),
      urbanCasesOfOrder: linkedMany(UrbanCase, 'order', 'Case tasks made of the hotline order (热线转办案件).'),
      sitePhotos: followMany(UrbanCase, 'self', 'photos', 'Photos of the place (现场照片).'),
    },
    Grid: {
      urbanCases: linkedMany(UrbanCase, 'grid', 'Cases that the bureau itself puts into the grid (城管案件).'),
    },
  },
})
