/**
 * Publicity Department (宣传部, 文明实践中心): activities, merchants of the public-good bank, volunteers, their services and points.
 *
 * Legacy system: a PHP site of 2014 on MySQL 5.6 whose tables are in `utf8` of three bytes (docs/legacy-estate/publicity.md). Rare characters of
 * names were lost on the way in, as `?` or with all that followed; an instant that never was is 0000-00-00. The ledger of points counts in
 * BIGINT beyond 2^53. Points are only read here: who earns and who redeems is the site's to write.
 */
import { department, followMany, lifted, linkedMany, linkedOne } from '../kit/declaration.ts'
import { PointsEntry, PointsMerchant, Volunteer, VolunteerActivity, VolunteerService } from './records.ts'

export const publicity = department({
  name: 'publicity',
  title: '宣传部',
  titleEn: 'Publicity Department',
  cycleHours: 24,
  system: {
    technology: 'sql',
    tables: { wm_hd: {}, wm_sj: {}, wm_zyz: {}, wm_fw: {}, wm_jfls: {} },
  },
  records: [VolunteerActivity, PointsMerchant, Volunteer, VolunteerService, PointsEntry],
  extend: {
    Person: {
      volunteerRecord: linkedOne(Volunteer, 'person', 'The person as a volunteer (志愿者).'),
      volunteerPoints: lifted(Volunteer, 'person', 'pointsBalance', 'Balance of points (积分余额).'),
      volunteerServices: followMany(Volunteer, 'person', 'services', 'Services done as a volunteer (服务记录).'),
      pointsEntries: followMany(Volunteer, 'person', 'pointsEntries', 'The ledger of points (积分流水).'),
    },
    Organisation: {
      pointsMerchant: linkedOne(PointsMerchant, 'self', 'The unit as a merchant who takes points (公益银行商家).'),
      sponsoredActivities: linkedMany(VolunteerActivity, 'sponsor', 'Activities that it holds (发起的活动).'),
    },
    Event: {
      volunteerActivity: linkedOne(VolunteerActivity, 'self', 'The activity (文明实践活动).'),
    },
    Grid: {
      volunteerActivities: linkedMany(VolunteerActivity, 'grid', 'Activities in the grid (文明实践活动).'),
    },
  },
})
