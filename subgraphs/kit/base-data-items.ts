/**
 * What a grid worker takes down of a house, a shop and an object (基础信息采集), once for all departments. A record's declaration says which
 * of its fields keep an item (`from.baseData`); which departments keep one is nowhere else.
 */
import type { EntityKind } from './identity.ts'

interface ItemSpec {
  readonly kind: EntityKind
  /** As the form calls it. */
  readonly name: string
}

export const baseDataItems = {
  HOUSE_ADDRESS: { kind: 'House', name: '房屋地址' },
  HOUSE_USE: { kind: 'House', name: '房屋使用' },
  HOUSE_RESIDENT_COUNT: { kind: 'House', name: '居住人数' },
  SHOP_NAME: { kind: 'Organisation', name: '单位名称' },
  SHOP_ADDRESS: { kind: 'Organisation', name: '经营地址' },
  SHOP_SAFETY_OFFICER: { kind: 'Organisation', name: '安全管理员' },
  SHOP_SAFETY_OFFICER_PHONE: { kind: 'Organisation', name: '安全管理员电话' },
  SHOP_HANDLES_CHEMICALS: { kind: 'Organisation', name: '是否涉危化品' },
  OBJECT_NAME: { kind: 'ManagedObject', name: '名称' },
  OBJECT_PLACE: { kind: 'ManagedObject', name: '位置' },
  OBJECT_STATE: { kind: 'ManagedObject', name: '部件状态' },
} as const satisfies Readonly<Record<string, ItemSpec>>

export type BaseDataItem = keyof typeof baseDataItems

export const baseDataItemCodes = Object.keys(baseDataItems) as readonly BaseDataItem[]
