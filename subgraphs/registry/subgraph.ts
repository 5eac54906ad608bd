/** Puts the registry's TypeGraphQL classes together. Needs no store: the SDL can be made from the declarations alone. */
import { Directive, Field } from 'type-graphql'
import { LocalRefScalar } from '../../schema/scalars.ts'
import { PageInfo } from '../kit/connection.ts'
import { federate, type FederatedSubgraph } from '../kit/federate.ts'
import { entityKinds, type EntityKind, type LinkSource } from '../kit/identity.ts'
import { refField } from '../kit/subgraph.ts'
import { AuditRecordResolver } from './graph/audit-records.ts'
import { BaseDataDeliveryResolver } from './graph/base-data-queue.ts'
import { BaseDataResolver } from './graph/base-data.ts'
import { CatalogueResolver } from './graph/catalogue.ts'
import { CorrectionResolver } from './graph/corrections.ts'
import { CountsResolver } from './graph/counts.ts'
import { DivisionResolver } from './graph/division.ts'
import { Event, EventResolver } from './graph/event.ts'
import { GoldenRuleResolver } from './graph/golden-rules.ts'
import { Grid, GridResolver } from './graph/grid.ts'
import { House, HouseResolver } from './graph/house.ts'
import { LinkDecisionResolver } from './graph/link-decisions.ts'
import { ManagedObject, ManagedObjectResolver } from './graph/managed-object.ts'
import { ObjectionResolver } from './graph/objections.ts'
import { OneselfResolver } from './graph/oneself.ts'
import { Organisation, OrganisationResolver } from './graph/organisation.ts'
import { Person, PersonResolver } from './graph/person.ts'
import { PersonByNumberResolver } from './graph/person-by-number.ts'
import { PersonalExportResolver } from './graph/personal-export.ts'
import { PersonalRightsResolver } from './graph/personal-rights.ts'
import { ChangesResolver } from './graph/changes.ts'
import { PersonResidencesResolver, ResidenceResolver } from './graph/residence.ts'
import { SearchResolver } from './graph/search.ts'
import { referencesTo } from './references.ts'
import type { RegistryRequest } from './request.ts'
import { serveRefsOf } from './shown.ts'

/** What the SDL depends on: which department knows which kinds. */
export type KnownDepartment = Pick<LinkSource, 'department' | 'entities'>

const types: Readonly<Record<EntityKind, new () => object>> = {
  Person,
  House,
  Event,
  ManagedObject,
  Organisation,
  Grid,
}

export async function buildRegistry(departments: readonly KnownDepartment[]): Promise<FederatedSubgraph> {
  for (const { department, entities } of departments) {
    serveRefsOf(department)
    for (const kind of entities) declareRef(kind, refField(department))
  }
  return federate<RegistryRequest>({
    name: 'registry',
    resolvers: [
      PersonResolver,
      PersonResidencesResolver,
      ResidenceResolver,
      HouseResolver,
      EventResolver,
      ManagedObjectResolver,
      OrganisationResolver,
      GridResolver,
      SearchResolver,
      ChangesResolver,
      PersonByNumberResolver,
      OneselfResolver,
      PersonalRightsResolver,
      PersonalExportResolver,
      CountsResolver,
      DivisionResolver,
      CatalogueResolver,
      GoldenRuleResolver,
      AuditRecordResolver,
      ObjectionResolver,
      CorrectionResolver,
      BaseDataResolver,
      BaseDataDeliveryResolver,
      LinkDecisionResolver,
    ],
    orphanedTypes: [...Object.values(types), PageInfo],
    references: Object.fromEntries(entityKinds.map((kind) => [kind, referencesTo(kind)])),
    selfMasking: entityKinds,
  })
}

// Private:

const declared = new Set<string>()

/** `justiceRef: LocalRef @inaccessible`, once a process. */
function declareRef(kind: EntityKind, field: string): void {
  if (declared.has(`${kind}.${field}`)) return
  declared.add(`${kind}.${field}`)
  const { prototype } = types[kind]
  Field(() => LocalRefScalar, { nullable: true })(prototype, field)
  Directive('@inaccessible')(prototype, field)
}
