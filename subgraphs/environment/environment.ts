/**
 * Environment Bureau, Pingdu branch (青岛市生态环境局平度分局): air stations, discharge permits, outlets and what is measured there, risk sources,
 * complaints.
 *
 * Two legacy systems (docs/legacy-estate/environment.md). The Qingdao bureau's database has what was audited, with the verdict whether a value is over its
 * limit; the device stream (HJ 212) has what data loggers say now. They meet in the logger's number, which no entity is known by. One that is
 * down costs its own records only. Who complained is never shared, and names nobody to the registry.
 */
import { department, followMany, linkedMany, linkedOne } from '../kit/declaration.ts'
import { DataLogger, DeviceMeasurement, deviceStream, LatestMeasurement } from './devices.ts'
import {
  AirStation,
  DischargeOutlet,
  DischargePermit,
  EnvironmentalComplaint,
  EnvironmentalRiskSource,
  OutletHourValue,
} from './records.ts'

export const environment = department({
  name: 'environment',
  title: '青岛市生态环境局平度分局',
  titleEn: 'Environment Bureau, Pingdu branch',
  cycleHours: 2,
  system: {
    technology: 'several',
    systems: {
      database: {
        technology: 'sql',
        tables: { T_KQZ: {}, T_XKZ: {}, T_PK: {}, T_XSZ: {}, T_FXY: {}, T_TS: {} },
      },
      stations: deviceStream,
    },
  },
  records: [
    AirStation,
    DischargePermit,
    DischargeOutlet,
    OutletHourValue,
    EnvironmentalRiskSource,
    EnvironmentalComplaint,
    DataLogger,
    LatestMeasurement,
    DeviceMeasurement,
  ],
  extend: {
    Organisation: {
      dischargePermits: linkedMany(DischargePermit, 'holder', 'Permits to discharge (排污许可证).'),
      dischargeOutlets: followMany(DischargePermit, 'holder', 'outlets', 'Its outlets (排口).'),
      environmentalRiskSources: linkedMany(
        EnvironmentalRiskSource,
        'operator',
        'Environmental risk sources that it answers for (环境风险源).',
      ),
    },
    Event: {
      environmentalComplaint: linkedOne(EnvironmentalComplaint, 'self', 'The complaint about pollution (环境投诉).'),
    },
    ManagedObject: {
      airStation: linkedOne(AirStation, 'self', 'The air station (空气站点).'),
      dischargeOutlet: linkedOne(DischargeOutlet, 'self', 'The outlet (排口).'),
      environmentalRiskSource: linkedOne(EnvironmentalRiskSource, 'self', 'The risk source (环境风险源).'),
    },
    Grid: {
      airStations: linkedMany(AirStation, 'grid', 'Air stations in the grid (空气站点).'),
      environmentalRiskSources: linkedMany(
        EnvironmentalRiskSource,
        'grid',
        'Environmental risk sources in the grid (环境风险源).',
      ),
    },
  },
})
