/**
 * Division codes at county level that the graph must know: GB/T 2260 for Qingdao with the codes that were abolished. A person's
 * number keeps the code of the first registration for life, so an abolished code is as good as a living one, and a code that is in
 * no list is a remark only. Years as commonly published of the State Council's decisions; 1980 and 1983 are years of the list, not of
 * the division.
 */

export interface Area {
  readonly code: string
  readonly name: string
  /** First and last year in which the code was given out. */
  readonly from: number
  readonly to: number | null
  /** Code of the division that the territory belongs to now. */
  readonly successor: string | null
}

export type AreaStatus = 'CURRENT' | 'ABOLISHED' | 'UNKNOWN'

const area = (
  code: string,
  name: string,
  from: number,
  to: number | null = null,
  successor: string | null = null,
): Area => ({
  code,
  name,
  from,
  to,
  successor,
})

const areas = new Map(
  [
    area('370202', '市南区', 1980),
    area('370203', '市北区', 1980),
    area('370204', '台东区', 1980, 1994, '370203'),
    area('370205', '四方区', 1980, 2012, '370203'),
    area('370206', '沧口区', 1980, 1994, '370213'),
    area('370211', '黄岛区', 1980),
    area('370212', '崂山区', 1988),
    area('370213', '李沧区', 1994),
    area('370214', '城阳区', 1994),
    area('370215', '即墨区', 2017),
    area('370221', '崂山县', 1980, 1988, '370212'),
    area('370222', '即墨县', 1980, 1989, '370215'),
    area('370223', '胶南县', 1980, 1990, '370211'),
    area('370224', '胶县', 1980, 1987, '370281'),
    area('370225', '莱西县', 1983, 1990, '370285'),
    area('370226', '平度县', 1983, 1989, '370283'),
    area('370281', '胶州市', 1987),
    area('370282', '即墨市', 1989, 2017, '370215'),
    area('370283', '平度市', 1989),
    area('370284', '胶南市', 1990, 2012, '370211'),
    area('370285', '莱西市', 1990),
  ].map((entry) => [entry.code, entry] as const),
)

/** Two digits of the provinces; 71, 81, 82 and 83 are special cases of other documents. */
const provinces = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' '),
)

export function areaOf(code: string): Area | null {
  return areas.get(code) ?? null
}

export function areaStatus(code: string): AreaStatus {
  const known = areas.get(code)
  if (known === undefined) return 'UNKNOWN'
  return known.to === null ? 'CURRENT' : 'ABOLISHED'
}

export function isProvince(code: string): boolean {
  return provinces.has(code.slice(0, 2))
}
