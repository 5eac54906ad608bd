/** Parts of the 20-digit code of a video device, GB/T 28181-2016 annex D: 8 centre, 2 industry, 3 type, 1 network, 6 serial. */
import { codeList } from '../code-list.ts'

export const CameraIndustry = codeList(
  'CameraIndustry',
  'Industry of a video device, GB/T 28181 (接入行业).',
  {
    '00': 'SECURITY_ROAD',
    '01': 'SECURITY_COMMUNITY',
    '02': 'SECURITY_INTERNAL',
    '03': 'SECURITY_OTHER',
    '04': 'TRAFFIC_ROAD',
    '05': 'TRAFFIC_CHECKPOINT',
    '06': 'TRAFFIC_INTERNAL',
    '07': 'TRAFFIC_OTHER',
    '08': 'URBAN_MANAGEMENT',
    '09': 'HEALTH_ENVIRONMENT',
    '10': 'CUSTOMS',
    '11': 'EDUCATION',
    '12': 'AVIATION',
    '13': 'RAILWAY',
    '14': 'SHIPPING',
    '40': 'ENTERPRISE',
  },
  {
    SECURITY_ROAD: '社会治安路面接入',
    SECURITY_COMMUNITY: '社会治安社区接入',
    SECURITY_INTERNAL: '社会治安内部接入',
    SECURITY_OTHER: '社会治安其他接入',
    TRAFFIC_ROAD: '交通路面接入',
    TRAFFIC_CHECKPOINT: '交通卡口接入',
    TRAFFIC_INTERNAL: '交通内部接入',
    TRAFFIC_OTHER: '交通其他接入',
    URBAN_MANAGEMENT: '城市管理接入',
    HEALTH_ENVIRONMENT: '卫生环保接入',
    CUSTOMS: '商检海关接入',
    EDUCATION: '教育部门接入',
    AVIATION: '民航接入',
    RAILWAY: '铁路接入',
    SHIPPING: '航运接入',
    ENTERPRISE: '企业接入',
  },
)

export const CameraType = codeList(
  'CameraType',
  'Type of a video device, GB/T 28181 (设备类型).',
  {
    '111': 'DVR',
    '118': 'NVR',
    '121': 'VIDEO_CHECKPOINT',
    '131': 'CAMERA',
    '132': 'NETWORK_CAMERA',
    '200': 'SIGNALLING_SERVER',
    '215': 'BUSINESS_GROUP',
    '216': 'VIRTUAL_ORGANISATION',
  },
  {
    DVR: '硬盘录像机',
    NVR: '网络录像机',
    VIDEO_CHECKPOINT: '视频卡口',
    CAMERA: '摄像机',
    NETWORK_CAMERA: '网络摄像机',
    SIGNALLING_SERVER: '中心信令控制服务器',
    BUSINESS_GROUP: '业务分组',
    VIRTUAL_ORGANISATION: '虚拟组织',
  },
)

export interface CameraCode {
  readonly area: string
  readonly industry: string
  readonly type: string
  readonly network: string
  readonly serial: string
}

/** The parts of a device code; null when it has not 20 digits. */
export function parseCameraCode(code: string): CameraCode | null {
  const parts = /^(\d{6})\d{2}(\d{2})(\d{3})(\d)(\d{6})$/.exec(code)
  if (!parts) return null
  const [, area = '', industry = '', type = '', network = '', serial = ''] = parts
  return { area, industry, type, network, serial }
}
