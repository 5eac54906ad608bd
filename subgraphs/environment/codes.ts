/** What the codes of stations, permits, measured values, risk sources and complaints mean (docs/legacy-estate/environment.md). */
import { codeList } from '../../schema/code-list.ts'

export const AirStationKind = codeList(
  'AirStationKind',
  'Who runs an air station (站点类型).',
  { '1': 'NATIONAL', '2': 'PROVINCIAL', '3': 'MUNICIPAL', '4': 'TOWN' },
  { NATIONAL: '国控', PROVINCIAL: '省控', MUNICIPAL: '市控', TOWN: '镇街微站' },
)

export const AirQualityGrade = codeList(
  'AirQualityGrade',
  'Grade of the air by its index (空气质量级别).',
  { '1': 'EXCELLENT', '2': 'GOOD', '3': 'LIGHT', '4': 'MODERATE', '5': 'HEAVY', '6': 'SEVERE' },
  {
    EXCELLENT: '优',
    GOOD: '良',
    LIGHT: '轻度污染',
    MODERATE: '中度污染',
    HEAVY: '重度污染',
    SEVERE: '严重污染',
  },
)

export const MonitoringState = codeList(
  'MonitoringState',
  'Whether a station or an outlet is in use (运行状态).',
  { '1': 'IN_USE', '0': 'OUT_OF_USE' },
  { IN_USE: '运行', OUT_OF_USE: '停运' },
)

/** HJ 212-2017, annex B: those that the branch's stations measure. */
export const MonitoredFactor = codeList(
  'MonitoredFactor',
  'What is measured in air and water (监测因子).',
  {
    a34004: 'PM2_5',
    a34002: 'PM10',
    a21026: 'SULPHUR_DIOXIDE',
    a21004: 'NITROGEN_DIOXIDE',
    a21002: 'NITROGEN_OXIDES',
    a21005: 'CARBON_MONOXIDE',
    a05024: 'OZONE',
    a34013: 'SMOKE_DUST',
    a19001: 'OXYGEN',
    w01018: 'CHEMICAL_OXYGEN_DEMAND',
    w21003: 'AMMONIA_NITROGEN',
    w21011: 'TOTAL_PHOSPHORUS',
    w21001: 'TOTAL_NITROGEN',
    w01001: 'PH',
    w00000: 'WASTE_WATER_FLOW',
  },
  {
    PM2_5: '细颗粒物',
    PM10: '可吸入颗粒物',
    SULPHUR_DIOXIDE: '二氧化硫',
    NITROGEN_DIOXIDE: '二氧化氮',
    NITROGEN_OXIDES: '氮氧化物',
    CARBON_MONOXIDE: '一氧化碳',
    OZONE: '臭氧',
    SMOKE_DUST: '烟尘',
    OXYGEN: '氧含量',
    CHEMICAL_OXYGEN_DEMAND: '化学需氧量',
    AMMONIA_NITROGEN: '氨氮',
    TOTAL_PHOSPHORUS: '总磷',
    TOTAL_NITROGEN: '总氮',
    PH: 'pH 值',
    WASTE_WATER_FLOW: '污水流量',
  },
)

export const PermitKind = codeList(
  'DischargePermitKind',
  'How closely the holder of a permit is supervised (管理类别).',
  { '1': 'KEY', '2': 'SIMPLIFIED' },
  { KEY: '重点管理', SIMPLIFIED: '简化管理' },
)

export const PermitState = codeList(
  'DischargePermitState',
  'Whether a permit is in force (许可证状态).',
  { '1': 'IN_FORCE', '2': 'GIVEN_UP', '3': 'REVOKED', '4': 'EXPIRED' },
  { IN_FORCE: '有效', GIVEN_UP: '注销', REVOKED: '撤销', EXPIRED: '过期' },
)

export const OutletKind = codeList(
  'DischargeOutletKind',
  'What an outlet gives off (排口类型).',
  { '1': 'WASTE_WATER', '2': 'WASTE_GAS' },
  { WASTE_WATER: '废水', WASTE_GAS: '废气' },
)

export const AuditState = codeList(
  'MeasuredValueAudit',
  'Whether an hour value was audited (审核状态).',
  { '0': 'NOT_AUDITED', '1': 'VALID', '2': 'INVALID' },
  { NOT_AUDITED: '未审核', VALID: '有效', INVALID: '无效' },
)

export const RiskGrade = codeList(
  'EnvironmentalRiskGrade',
  'How grave an environmental risk is (风险等级).',
  { '1': 'MAJOR', '2': 'CONSIDERABLE', '3': 'ORDINARY' },
  { MAJOR: '重大', CONSIDERABLE: '较大', ORDINARY: '一般' },
)

export const RiskSourceState = codeList(
  'EnvironmentalRiskSourceState',
  'Whether a risk source is on the list (在册状态).',
  { '1': 'LISTED', '0': 'STRUCK_OFF' },
  { LISTED: '在册', STRUCK_OFF: '注销' },
)

export const ComplaintChannel = codeList(
  'EnvironmentalComplaintChannel',
  'How a complaint came in (投诉渠道).',
  { '1': 'HOTLINE_12369', '2': 'HOTLINE_12345', '3': 'ONLINE', '4': 'VISIT' },
  { HOTLINE_12369: '12369', HOTLINE_12345: '12345 转办', ONLINE: '网络', VISIT: '来访' },
)

export const PollutionKind = codeList(
  'PollutionKind',
  'What a complaint is about (污染类型).',
  { '1': 'AIR', '2': 'WATER', '3': 'NOISE', '4': 'WASTE', '5': 'SMELL', '9': 'OTHER' },
  { AIR: '大气', WATER: '水', NOISE: '噪声', WASTE: '固废', SMELL: '异味', OTHER: '其他' },
)

export const ComplaintState = codeList(
  'EnvironmentalComplaintState',
  'How far a complaint is dealt with (办理状态).',
  { '1': 'OPEN', '2': 'UNDER_WAY', '3': 'CLOSED', '4': 'UNFOUNDED' },
  { OPEN: '待办', UNDER_WAY: '办理中', CLOSED: '已办结', UNFOUNDED: '不属实' },
)

export const MeasurementKind = codeList(
  'MeasurementKind',
  'What time a measured value stands for (数据类型).',
  { '2011': 'REAL_TIME', '2051': 'MINUTES', '2061': 'HOUR', '2031': 'DAY' },
  { REAL_TIME: '实时', MINUTES: '分钟', HOUR: '小时', DAY: '日' },
)

export const MeasurementState = codeList(
  'MeasurementState',
  'What the device says of a value (数据标记).',
  {
    N: 'NORMAL',
    F: 'SHUT_DOWN',
    M: 'MAINTENANCE',
    S: 'ENTERED_BY_HAND',
    D: 'FAULT',
    C: 'CALIBRATION',
    T: 'OUT_OF_RANGE',
    B: 'NO_CONNECTION',
  },
  {
    NORMAL: '正常',
    SHUT_DOWN: '停运',
    MAINTENANCE: '维护',
    ENTERED_BY_HAND: '手工输入',
    FAULT: '故障',
    CALIBRATION: '校准',
    OUT_OF_RANGE: '超测量上限',
    NO_CONNECTION: '通讯异常',
  },
)

export const LoggerSystem = codeList(
  'DataLoggerSystem',
  'What a data logger measures (系统类型).',
  { '21': 'SURFACE_WATER', '22': 'AIR', '31': 'WASTE_GAS', '32': 'WASTE_WATER' },
  { SURFACE_WATER: '地表水', AIR: '空气', WASTE_GAS: '废气', WASTE_WATER: '废水' },
)
