/** Who asks: each role of the city, in its own and in another department, grid and case, under no purpose, each that it may state, and others. */
import type { City } from './city.ts'
import type { Asker } from './law/oracle.ts'

export interface NamedAsker extends Asker {
  readonly name: string
}

const departments = [
  'public-security',
  'housing',
  'justice',
  'market-regulation',
  'approval-service',
  'political-legal',
  'health',
  'civil-affairs',
]

/** `purposes`: code → whether it asks for a case. */
export async function askersOf(city: City, purposes: ReadonlyMap<string, boolean>): Promise<readonly NamedAsker[]> {
  const { hub, ids, data } = city.test
  const { readFileSync } = await import('node:fs')
  const demo = JSON.parse(readFileSync(`${data}/estate/truth/demo.json`, 'utf8')) as {
    readonly grid: { readonly code: string; readonly WGYBH: string }
    readonly otherGrid: { readonly code: string; readonly WGYBH: string }
    readonly mediation: { readonly TJYBH: string }
  }
  const [somebody] = await hub.store.sql
    .selectFrom('Entity')
    .select('id')
    .where('kind', '=', 'Person')
    .where('mergedInto', 'is', null)
    .where('gridCode', '=', demo.otherGrid.code)
    .orderBy('id')
    .limit(1)
    .execute()
  const base: Asker = {
    subject: 'proof',
    department: null,
    roles: [],
    grids: [],
    staffKey: null,
    personId: null,
    purpose: null,
    caseNumber: null,
  }
  const relief = city.canaries.records.get('SocialAssistance')?.[0]?.plain.id ?? 'JZ1'
  const people: readonly (readonly [name: string, asker: Asker, cases: readonly (string | null)[]])[] = [
    [
      'grid worker',
      {
        ...base,
        department: 'political-legal',
        roles: ['grid-worker'],
        grids: [demo.grid.code],
        staffKey: demo.grid.WGYBH,
      },
      [null, relief],
    ],
    [
      'grid worker of the other grid',
      {
        ...base,
        department: 'political-legal',
        roles: ['grid-worker'],
        grids: [demo.otherGrid.code],
        staffKey: demo.otherGrid.WGYBH,
      },
      [null, relief],
    ],
    ['grid worker without a grid', { ...base, department: 'political-legal', roles: ['grid-worker'] }, [null]],
    [
      'mediator',
      { ...base, department: 'justice', roles: ['mediator'], staffKey: demo.mediation.TJYBH },
      [null, ids.caseNumber],
    ],
    [
      'mediator of another case',
      { ...base, department: 'justice', roles: ['mediator'], staffKey: 'TJY-other' },
      [null, ids.caseNumber],
    ],
    ['citizen', { ...base, roles: ['citizen'], personId: ids.person }, [null]],
    ['another citizen', { ...base, roles: ['citizen'], personId: somebody?.id ?? null }, [null]],
    ['citizen whom the hub does not know', { ...base, roles: ['citizen'] }, [null]],
    ['data officer', { ...base, department: 'approval-service', roles: ['data-officer'] }, [null]],
    ['report tool', { ...base, department: 'political-legal', roles: ['bi'] }, [null]],
    ['auditor', { ...base, department: 'audit-office', roles: ['auditor'] }, [null]],
    ...departments.map(
      (department) => [`developer of ${department}`, { ...base, department, roles: ['developer'] }, [null]] as const,
    ),
    ...['public-security', 'housing', 'health'].map(
      (department) =>
        [`data officer of ${department}`, { ...base, department, roles: ['data-officer'] }, [null]] as const,
    ),
    ['staff without a role', { ...base, department: 'housing' }, [null]],
  ]
  return people
    .flatMap(([who, asker, cases]) =>
      [null, ...purposes.keys()].flatMap((purpose) =>
        // A case where none is asked for changes nothing.
        (purpose !== null && purposes.get(purpose) === true ? cases : [null]).map((caseNumber) => ({
          ...asker,
          subject: `proof-${who.replaceAll(' ', '-')}`,
          purpose,
          caseNumber: purpose === null ? null : caseNumber,
          name: `${who}, ${purpose ?? 'without a purpose'}${purpose !== null && caseNumber !== null ? ' in a case' : ''}`,
        })),
      ),
    )
    .filter((asker, at, all) => all.findIndex(({ name }) => name === asker.name) === at)
}
