/** GB/T 4762-1984. */
import { codeList } from '../code-list.ts'

export const PoliticalStatus = codeList(
  'PoliticalStatus',
  'Political status, GB/T 4762 (政治面貌).',
  {
    '01': 'PARTY_MEMBER',
    '02': 'PROBATIONARY_PARTY_MEMBER',
    '03': 'YOUTH_LEAGUE_MEMBER',
    '04': 'REVOLUTIONARY_COMMITTEE_OF_THE_KUOMINTANG',
    '05': 'DEMOCRATIC_LEAGUE',
    '06': 'DEMOCRATIC_NATIONAL_CONSTRUCTION',
    '07': 'PROMOTING_DEMOCRACY',
    '08': 'PEASANTS_AND_WORKERS',
    '09': 'ZHI_GONG',
    '10': 'JIUSAN',
    '11': 'TAIWAN_SELF_GOVERNMENT',
    '12': 'NO_PARTY',
    '13': 'MASSES',
  },
  {
    PARTY_MEMBER: '中共党员',
    PROBATIONARY_PARTY_MEMBER: '中共预备党员',
    YOUTH_LEAGUE_MEMBER: '共青团员',
    REVOLUTIONARY_COMMITTEE_OF_THE_KUOMINTANG: '民革党员',
    DEMOCRATIC_LEAGUE: '民盟盟员',
    DEMOCRATIC_NATIONAL_CONSTRUCTION: '民建会员',
    PROMOTING_DEMOCRACY: '民进会员',
    PEASANTS_AND_WORKERS: '农工党党员',
    ZHI_GONG: '致公党党员',
    JIUSAN: '九三学社社员',
    TAIWAN_SELF_GOVERNMENT: '台盟盟员',
    NO_PARTY: '无党派人士',
    MASSES: '群众',
  },
)
