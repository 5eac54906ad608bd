/**
 * Spoils the values of one legacy table and tells the truth of it. A row is begun with its key; then each value passes through the
 * method of its kind. Guarded rows (the demo persons) stay clean.
 */
import { dirt, type DirtKind } from './dirt.ts'
import {
  creditCodeForms,
  dateForms,
  fixedDateForms,
  nameForms,
  nothingForms,
  personNumberForms,
  phoneForms,
  sexForms,
  wide,
  type Forms,
} from './forms.ts'
import { abolishedVillage, fullAddress, localAddress, shortAddress } from './departments/keys.ts'
import { compactDay } from './population/calendar.ts'
import { villageStem, type Grid } from './population/city.ts'
import { demo } from './population/demo.ts'
import type { Dwelling, Person } from './population/model.ts'
import { degrees, gcj02, type Point } from './population/points.ts'
import { Draw } from './random.ts'
import type { Truth } from './truth.ts'

/** Every second row shows a form that the column has not had yet, until it has had them all. */
const spacing = 2

export class Spoiler {
  readonly department: string
  readonly table: string
  readonly #seed: number
  readonly #truth: Truth
  readonly #unicode: boolean
  readonly #owed = new Map<string, { forms: string[]; seen: number }>()
  #draw: Draw
  #key = ''
  #guarded = false

  /** `unicode`: the system keeps any character (SQL, JSON), not only what GBK has. */
  constructor(seed: number, truth: Truth, department: string, table: string, unicode: boolean) {
    this.department = department
    this.table = table
    this.#seed = seed
    this.#truth = truth
    this.#unicode = unicode
    this.#draw = new Draw(seed, table, 0)
  }

  row(key: string, index: number, guarded: boolean): Draw {
    this.#draw = new Draw(guarded ? demo.seed : this.#seed, `${this.department}/${this.table}`, index)
    this.#key = key
    this.#guarded = guarded
    return this.#draw
  }

  /** `bytes` is the room of the column where it is narrow. */
  number(column: string, person: Person, another: Person, bytes: number | null = null): string {
    // A namesake's number contradicts nothing that the row says: whose row it is, nobody could tell.
    const given = another.name === person.name ? person.number : another.number
    const forms = personNumberForms(person.number, given)
    const fits = bytes === null || bytes >= 36 ? forms : { ...forms, fullWidth: () => null }
    return this.#spoil('personNumber', column, person.number, fits)
  }

  name(column: string, name: string, bytes: number | null = null): string {
    return this.#spoil('name', column, name, nameForms(name, this.#draw.int(4), this.#unicode, bytes))
  }

  sex(column: string, sex: 'M' | 'F', usual: string): string {
    return this.#spoil('sex', column, usual, sexForms(sex, usual))
  }

  date(column: string, day: number, usual: string, bytes: number | null = null): string {
    return this.#spoil('date', column, usual, dateForms(day, usual, bytes))
  }

  fixedDate(column: string, day: number): string {
    return this.#spoil('fixedDate', column, compactDay(day), fixedDateForms(day))
  }

  phone(column: string, phone: string): string {
    return this.#spoil('phone', column, phone, phoneForms(phone))
  }

  optional(column: string, value: string): string {
    return this.#spoil('nothing', column, value, nothingForms)
  }

  creditCode(column: string, code: string, inner: string, old: string): string {
    return this.#spoil('creditCode', column, code, creditCodeForms(code, inner, old))
  }

  /** Longitude and latitude as texts; a spoilt point is told under the column of the longitude. */
  point(column: string, point: Point): readonly [longitude: string, latitude: string] {
    const pair = (p: Point) => `${degrees(p.longitude)} ${degrees(p.latitude)}`
    const text = this.#spoil('point', column, pair(point), {
      swapped: () => `${degrees(point.latitude)} ${degrees(point.longitude)}`,
      zero: () => '0 0',
      blank: () => ' ',
      shifted: () => pair(gcj02(point)),
    })
    const [longitude = '', latitude = ''] = text.split(' ')
    return [longitude, latitude]
  }

  village(column: string, grid: Grid): string {
    return this.#spoil('village', column, grid.village.code, { abolished: () => abolishedVillage(grid).code })
  }

  address(column: string, dwelling: Dwelling): string {
    const full = fullAddress(dwelling)
    return this.#spoil('address', column, full, {
      abbreviated: () => shortAddress(dwelling),
      fullWidth: () => wide(localAddress(dwelling)),
      abolishedVillage: () => full.replace(villageStem(dwelling.grid.village), abolishedVillage(dwelling.grid).name),
    })
  }

  /** For kinds whose forms need more than the value: the caller says what they give. */
  any<K extends DirtKind>(kind: K, column: string, value: string, forms: Forms<K>): string {
    return this.#spoil(kind, column, value, forms)
  }

  /** What happens to the whole row; null mostly. */
  fate<F extends keyof (typeof dirt)['row']>(possible: readonly F[]): F | null {
    const all = { twice: null, short: null, shifted: null, deleted: null }
    const forms = Object.fromEntries(Object.keys(all).map((f) => [f, () => (possible.some((p) => p === f) ? f : null)]))
    const chosen = this.#choose('row', '', forms)
    if (chosen === null) return null
    const found = possible.find((p) => p === chosen.form)
    if (found === undefined) return null
    this.#tell('row', found, null, null, null)
    return found
  }

  // Private:

  #spoil(kind: DirtKind, column: string, value: string, forms: Readonly<Record<string, () => string | null>>): string {
    const chosen = this.#choose(kind, column, forms)
    if (chosen === null) return value
    this.#tell(kind, chosen.form, column, value, chosen.value)
    return chosen.value
  }

  #choose(
    kind: DirtKind,
    column: string,
    forms: Readonly<Record<string, () => string | null>>,
  ): { readonly form: string; readonly value: string } | null {
    const rates: Readonly<Record<string, number>> = dirt[kind]
    let at = this.#draw.bits() / 0x1_0000_0000
    if (this.#guarded) return null
    const place = `${kind} ${column}`
    let owed = this.#owed.get(place)
    if (owed === undefined)
      this.#owed.set(place, (owed = { forms: rotated(Object.keys(rates), this.table + column), seen: 0 }))
    if (owed.forms.length > 0 && owed.seen++ % spacing === 0) {
      for (const form of owed.forms) {
        const value = forms[form]?.() ?? null
        if (value === null) continue
        owed.forms = owed.forms.filter((f) => f !== form)
        return { form, value }
      }
    }
    for (const form in rates) {
      const rate = rates[form] ?? 0
      // A form with a high rate is one that few values fit; it must not use up the luck of the others.
      if (at >= rate && rate < 0.4) {
        at -= rate
        continue
      }
      const value = at < rate ? (forms[form]?.() ?? null) : null
      if (value !== null) return { form, value }
      if (rate < 0.4) return null
    }
    return null
  }

  #tell(kind: DirtKind, form: string, column: string | null, was: string | null, is: string | null): void {
    this.#truth.spoil({ department: this.department, table: this.table, key: this.#key, column, kind, form, was, is })
  }
}

// Private:

/** Columns begin with different forms, so that a few rows of each show them all between them. */
function rotated(forms: readonly string[], by: string): string[] {
  const start = [...by].reduce((sum, c) => sum + c.charCodeAt(0), 0) % forms.length
  return [...forms.slice(start), ...forms.slice(0, start)]
}
