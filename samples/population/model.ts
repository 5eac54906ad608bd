/** What is true in the invented city, before the departments write it down each in its own way. */
import type { Grid } from './city.ts'

export interface Person {
  /** From 0; every key that a department gives is made of it. */
  readonly index: number
  readonly name: string
  readonly sex: 'M' | 'F'
  /** Day number, see calendar.ts. */
  readonly born: number
  readonly bornYear: number
  /** 18 characters, valid. */
  readonly number: string
  readonly phone: string
  readonly ethnic: string
  readonly marital: string
  readonly education: string
  readonly relation: string
  readonly home: Dwelling
}

export interface Dwelling {
  readonly index: number
  readonly grid: Grid
  /** Building, entrance, floor and room in a block of flats; null in a village, where `door` is the number of the house. */
  readonly flat: {
    readonly building: number
    readonly entrance: number
    readonly floor: number
    readonly room: string
  } | null
  readonly door: number
  readonly builtYear: number
  /** Square metres, two decimals. */
  readonly area: number
  readonly residents: readonly Person[]
}

export interface Title {
  readonly dwelling: Dwelling
  readonly owner: Person
  readonly registeredOn: number
  /** A cancelled title keeps its row in the housing system. */
  readonly cancelled: boolean
}

export interface Rental {
  readonly dwelling: Dwelling
  readonly landlord: Person
  readonly tenant: Person
  readonly from: number
  readonly until: number | null
  /** Yuan a month. */
  readonly rent: number
}

export interface Organisation {
  readonly index: number
  readonly kind: 'company' | 'trader' | 'cooperative' | 'propertyManager'
  readonly name: string
  /** Unified social credit code, 18 characters, valid. */
  readonly creditCode: string
  /** 9 characters, inside the credit code. */
  readonly organisationCode: string
  /** 15 digits, from before 2015. */
  readonly registrationNumber: string
  readonly head: Person
  readonly grid: Grid
  /** The dwelling whose ground floor it uses, or null when it stands by itself. */
  readonly place: Dwelling
  /** GB/T 4754-2017. */
  readonly industry: string
  readonly foundedOn: number
  /** Yuan. */
  readonly capital: number
  readonly open: boolean
}

export interface Vehicle {
  readonly index: number
  readonly plate: string
  readonly owner: Person
  readonly registeredOn: number
}

/** Something that happened; one event may be in three departments. */
export interface Happening {
  readonly index: number
  readonly hotline: boolean
  readonly gridEvent: boolean
  readonly mediation: boolean
  /** A consumer's complaint at market regulation. */
  readonly complaint: boolean
  readonly house: Dwelling
  readonly reporter: Person
  readonly other: Person
  /** The firm that the trouble is about, or null. */
  readonly against: Organisation | null
  readonly theme: number
  /** Day number and second of the day, local time. */
  readonly day: number
  readonly second: number
}
